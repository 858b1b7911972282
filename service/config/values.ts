import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext } from "node:tls";

import ipaddr from "ipaddr.js";
import { MongoClient } from "mongodb";
import { z } from "zod";

export const text = z.string().trim().min(1, "must not be empty");
export const port = z.coerce.number().int().min(0).max(65_535);
export const positive = z.coerce.number().int().min(1);

/** The content of the file that the variable names, without the newline at its end. */
export const secretFile = (minimum: number) =>
  text.transform((path, context) => {
    const fault = (message: string) => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    let content: string;
    try {
      content = readFileSync(path, "utf8").trimEnd();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fault(`the file cannot be read (${why}); mount the secret there`);
    }
    return content.length >= minimum
      ? content
      : fault(`${path} holds ${content.length} characters, at least ${minimum} are needed`);
  });

/** A PEM file of certificates. */
export const authorityFile = text.superRefine((path, context) => {
  try {
    createSecureContext({ ca: readFileSync(path) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.addIssue({
      code: "custom",
      message: `${path} cannot be used (${why}); mount certificates of authorities there`,
    });
  }
});

/** An address or a CIDR block. Express would crash the process on anything else. */
export function isBlock(value: string): boolean {
  const [address = "", length, ...more] = value.trim().split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    length === undefined || (/^\d+$/.test(length) && Number(length) <= (family === 4 ? 32 : 128))
  );
}

/** Without a trailing slash, so that paths can be appended. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: "must be a URL that begins with http:// or https://" })
  .transform((url) => url.replace(/\/+$/, ""));

/** The database that the driver uses if the URI names none. */
const UNNAMED = "test";

/** The connection string for the driver. A password in it would be visible wherever the string is. */
export const mongodbUri = text.superRefine((uri, context) => {
  const fault = (message: string) => context.addIssue({ code: "custom", message });
  try {
    // Parsed by the driver itself; this does not connect.
    const { credentials, dbName } = new MongoClient(uri).options;
    if (credentials) fault("must hold no credentials");
    if (dbName === UNNAMED) fault("must name the database, as in mongodb://host:27017/name");
  } catch {
    fault("must be a connection string that begins with mongodb:// or mongodb+srv://");
  }
});

/** Whether the text is a CIDR block. */
export function isCidr(block: string): boolean {
  try {
    ipaddr.parseCIDR(block);
    return true;
  } catch {
    return false;
  }
}
