import { isIP, isIPv4 } from "node:net";

import ipaddr from "ipaddr.js";
import { z } from "zod";

import { PUBLIC_REGISTRIES } from "../images/mirrored";
import { parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import {
  blockHint,
  cpuHint,
  durationHint,
  emailHint,
  hinting,
  hostAndPortHint,
  hostHint,
  hourHint,
  rewritten,
  sizeHint,
  slugHint,
  urlHint,
  weekdayHint,
  type Hint,
  type Message,
} from "./hints";
import { certificateHint, isCertificates } from "./pem";
import { isCpuQuantity, isQuantity, mebibytesOf, millicoresOf, QUANTITY } from "./quantity";
import type { CpuQuantity, Quantity } from "./quantity";

/** The smallest and the largest value of a setting. Both are included. */
interface Bounds<T> {
  readonly least: T;
  readonly most: T;
}

/**
 * A form that a value must have.
 *
 * @param words what the value is: shown in the settings' reference, and after "must be" in error messages
 * @param hint what was meant by an invalid value. @default no hint
 */
export function form<S extends z.ZodType>(
  words: string,
  make: (message: Message) => S,
  hint: Hint = () => undefined,
): S {
  return make(hinting(`must be ${words}`, hint)).meta({ description: words });
}

/** A size in Kubernetes' notation. */
export function quantity({ least, most }: Bounds<Quantity>) {
  return z
    .custom<Quantity>(isQuantity, hinting("must be a size such as 512Mi or 20Gi", sizeHint))
    .refine(
      (size) => mebibytesOf(size) >= mebibytesOf(least) && mebibytesOf(size) <= mebibytesOf(most),
      `must be between ${least} and ${most}`,
    )
    .meta({
      type: "string",
      pattern: QUANTITY.source,
      description: `a size, ${least} to ${most}`,
    });
}

/**
 * A CPU limit in Kubernetes' notation, or a number of cores, as `pulumi config set --path` stores it. The API server
 * would reject a pod whose limit is below its request.
 */
export function cpu({ least, most }: Bounds<CpuQuantity>) {
  const textOf = (written: unknown) => (typeof written === "number" ? String(written) : written);
  return z
    .custom<CpuQuantity | number>(
      (written) => isCpuQuantity(textOf(written)),
      hinting("must be a share of CPU such as 2, 0.5 or 500m", cpuHint),
    )
    .transform((written) => textOf(written) as CpuQuantity)
    .superRefine((share, context) => {
      if (millicoresOf(share) < millicoresOf(least) || millicoresOf(share) > millicoresOf(most)) {
        context.addIssue(`must be between ${least} and ${most}`);
      }
    })
    .meta({ type: ["string", "number"], description: `a share of CPU, ${least} to ${most}` });
}

const DURATION = /^[1-9]\d{0,5}(s|m|h|d|w|y)$/;

/** A duration with one unit, in Prometheus's notation. */
export function duration({ least, most }: Bounds<Duration>) {
  return z
    .custom<Duration>(
      (value) => typeof value === "string" && DURATION.test(value),
      hinting(`must be a duration such as ${least}`, durationHint),
    )
    .refine(
      (time) =>
        parseDuration(time) >= parseDuration(least) && parseDuration(time) <= parseDuration(most),
      `must be between ${least} and ${most}`,
    )
    .meta({
      type: "string",
      pattern: DURATION.source,
      description: `a duration, ${least} to ${most}`,
    });
}

const LONGEST_URL = 2000;
/** Node accepts other hosts but normalizes them: those with escapes, special characters, or numbers in other bases. */
const AUTHORITY = "[\\w.-]+|\\[[\\da-fA-F:.]+\\]";
/**
 * Go rejects an invalid escape. The other excluded characters are not allowed in a URL, or have a meaning in an ini
 * file or a template.
 */
const URL_PATH = '(?:[^\\s\\p{Cc}?#@%"$;<>\\\\^`{|}]|%[\\da-fA-F]{2})*';

const URL_QUERY = "[\\w.~=&-]{1,500}";
const QUERY_WORDS = "up to 500 letters, digits and any of - . _ ~ = &";

function isHost(name: string): boolean {
  return name !== "" && (!ENDS_IN_NUMBER.test(name) || isIPv4(name));
}
/** As in Node, which reads such a host as an IP address or rejects it. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:\d+|0[xX][\da-fA-F]*)\.?$/;

/**
 * A URL that paths are appended to: without a query, a trailing slash, or a user name and password, which everybody who
 * may read a configuration would see.
 */
export function url(example: string, protocol: "https?" | "https" = "https?") {
  return urlOf(example, protocol);
}

/** A URL that is requested as it is, and may have a query. */
export function wholeUrl(example: string) {
  return urlOf(example, "https?", { pattern: `(?:\\?${URL_QUERY})?`, words: QUERY_WORDS });
}

function urlOf(
  example: string,
  protocol: string,
  query?: { readonly pattern: string; readonly words: string },
) {
  const pattern = new RegExp(
    `^${protocol}://(${AUTHORITY})(?::\\d{1,5})?(?:/${URL_PATH}${query?.pattern ?? ""})?$`,
    "u",
  );
  const isUrl = (text: string) =>
    text.length <= LONGEST_URL && isHost(pattern.exec(text)?.[1] ?? "") && URL.canParse(text);
  const scheme = /^\w+/.exec(example)?.[0] ?? "https";
  return form(
    `a URL such as ${example}`,
    (message) =>
      z
        .string()
        .refine(isUrl, message)
        .transform((text) => text.replace(/\/+$/, "")),
    urlHint(isUrl, scheme, query?.words),
  );
}

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`, "i");

/** A name that DNS can resolve, or an IPv4 address: a host that ends in a number is one, or is invalid. */
export const host = form("a host name, or an address such as 10.0.0.1", (message) =>
  z
    .string()
    .regex(HOST, hinting("must be a host name without scheme or port", hostHint(isName)))
    .refine(isHost, message),
);
function isName(text: string): boolean {
  return HOST.test(text) && isHost(text);
}
export const port = z.int().min(1).max(65535);

/**
 * A block of addresses of either family. Kubernetes rejects blocks whose address has leading zeros, a zone, or an IPv4
 * notation at its end. Host bits as in `10.1.2.3/16` are cleared, so that each block has one spelling.
 */
export const addressBlock = form(
  "a block of addresses such as 10.0.0.0/16 or fd00:10::/64",
  (message) => z.string().refine(isBlock, message).transform(canonicalBlock),
  blockHint(isBlock),
);

function isBlock(text: string): boolean {
  const [address = "", length = "", ...more] = text.split("/");
  const family = isIP(address);
  return (
    more.length === 0 &&
    family !== 0 &&
    !(family === 6 && /[.%]/.test(address)) &&
    /^(0|[1-9]\d{0,2})$/.test(length) &&
    Number(length) <= (family === 4 ? 32 : 128)
  );
}

/** The block with its first address, in the canonical spelling (RFC 5952). */
function canonicalBlock(text: string): string {
  const [address, length] = ipaddr.parseCIDR(text);
  const family = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(text).toString()}/${length}`;
}

/** Whether two blocks have an address in common: then one is part of the other. */
export function overlap(a: string, b: string): boolean {
  const [first, second] = [ipaddr.parseCIDR(a), ipaddr.parseCIDR(b)];
  if (first[0].kind() !== second[0].kind()) return false;
  return first[0].match(second[0], Math.min(first[1], second[1]));
}

/** The address of a server. @param example one with the usual port of such a server */
export function hostAndPort(example: `${string}:${number}`) {
  const usual = Number(example.slice(example.lastIndexOf(":") + 1));
  return form(
    `host:port, such as ${example}`,
    (message) => z.string().refine(isHostAndPort, message),
    hostAndPortHint(isHostAndPort, usual),
  );
}

function isHostAndPort(text: string): boolean {
  const [, address, name = "", number = ""] = /^(?:\[([^\]]*)\]|([^:]*)):(\d*)$/.exec(text) ?? [];
  return (
    (address === undefined ? isName(name) : isIP(address) === 6 && !address.includes("%")) &&
    /^[1-9]\d{0,4}$/.test(number) &&
    port.safeParse(Number(number)).success
  );
}

function isEmail(text: string): boolean {
  return z.email().max(254).safeParse(text).success;
}
export const email = form(
  "an address such as team@example.com",
  (message) => z.email(message).max(254),
  emailHint(isEmail),
);

/** Words on one line, without surrounding space. */
export const text = form(
  "1 to 200 characters on one line, without leading or trailing spaces",
  (message) =>
    z.string().regex(/^[^\s\p{Cc}]([^\p{Cc}\p{Zl}\p{Zp}]{0,198}[^\s\p{Cc}])?$/u, message),
);

const SHORT_NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;
/** Part of a Secret's key, of a Pulumi configuration key and of a receiver's name. */
export const shortName = form(
  "at most 40 lower-case letters, digits and inner hyphens, such as audit-log",
  (message) => z.string().regex(SHORT_NAME, message),
  slugHint((text) => SHORT_NAME.test(text)),
);

/** Certificates in PEM. */
export const certificates = form(
  "certificates in PEM format, and nothing else",
  (message) => z.string().max(500_000).refine(isCertificates, message),
  certificateHint,
);

const OBJECT_NAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** The name of an object in the cluster. */
export const objectName = form(
  "the name of an object: lower-case letters, digits and inner hyphens or dots",
  (message) => z.string().regex(OBJECT_NAME, message),
  slugHint((text) => OBJECT_NAME.test(text)),
);

/** An image with a fixed tag, or with a digest. */
export const image = form(
  "an image with a tag other than latest, or with its digest",
  (message) => z.string().max(500).refine(isImage, message),
  imageHint,
);
function imageHint(written: unknown): string | undefined {
  if (typeof written !== "string") return undefined;
  if (isImage(`${written}:1`)) return `the tag is missing, as in ${written}:1.2.3`;
  return rewritten((text) => text.replace(/^(?:[a-z]+|docker-daemon):\/\//i, ""), isImage)(written);
}
function isImage(name: string): boolean {
  return (TAGGED.test(name) && !name.endsWith(":latest")) || DIGESTED.test(name);
}
/** As container runtimes parse them: https://github.com/distribution/reference. */
const DOMAIN_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const IMAGE_PATH = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const IMAGE_NAME = `(?=[^@]{1,255}(?:@|$))(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*(?::\\d+)?/)?${IMAGE_PATH}(?:/${IMAGE_PATH})*`;
const MIRROR = new RegExp(
  `^${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*(?::\\d{1,5})?(?:/${IMAGE_PATH})*$`,
);
const mirrorHint = rewritten(
  (text) =>
    text
      .replace(/^[a-z]+:\/\//i, "")
      .replace(/\/+$/, "")
      .toLowerCase(),
  (text) => MIRROR.test(text),
);
const mirror = form(
  "a registry, with or without a folder, such as mirror.example.com/quay",
  (message) => z.string().max(200).regex(MIRROR, message),
  mirrorHint,
);
/** A day, also as Pulumi stores one that is written without quotes. */
export const day = z
  .string()
  .transform((text) => text.replace(/ 00:00:00 \+0000 UTC$/, ""))
  .pipe(z.iso.date("must be a day such as 2026-12-25"));

/** A day of the week. */
export const weekday = z
  .int(hinting("must be a whole number, from 0 for Sunday to 6 for Saturday", weekdayHint))
  .min(0)
  .max(6);
/** A full hour of the day. */
export const hour = z.int(hinting("must be a full hour, such as 9 or 17", hourHint));

/** One mirror for the images of every registry, or one for each registry. */
export const mirrors = z.union(
  [
    mirror,
    z
      .partialRecord(z.enum(PUBLIC_REGISTRIES), mirror)
      .refine((known) => Object.keys(known).length > 0),
  ],
  `must be a registry such as mirror.example.com/quay, or one for each of ${PUBLIC_REGISTRIES.join(", ")}`,
);
const TAGGED = new RegExp(`^${IMAGE_NAME}:\\w[\\w.-]{0,127}$`);
const DIGESTED = new RegExp(`^${IMAGE_NAME}(?::\\w[\\w.-]{0,127})?@sha256:[0-9a-f]{64}$`);

/**
 * How to connect to PostgreSQL, as in libpq: `require` verifies nothing unless a CA is given; then it acts like
 * `verify-ca`, which does not check the certificate's host name. Only `verify-full` authenticates the server.
 */
export const SSL_MODES = ["disable", "require", "verify-ca", "verify-full"] as const;
export const sslMode = z.enum(SSL_MODES).default("verify-full");

/** The name of a user of Redis or MongoDB, of characters that need no escaping in a URL. */
export const userName = form(
  "a user's name: up to 128 letters, digits and any of -_.~",
  (message) => z.string().regex(/^[\w.~-]{1,128}$/, message),
);

/** MongoDB's own limits, without the characters that need escaping in a URL. */
export const mongodbDatabase = form(
  "a database's name: a letter, then up to 62 letters, digits and any of _-",
  (message) => z.string().regex(/^[A-Za-z_][\w-]{0,62}$/, message),
);

/** A template cannot be a database that anybody uses. */
export const postgresDatabase = form(
  "a database's name: a letter, then up to 62 letters, digits and any of _-., and not template0 or template1",
  (message) => z.string().regex(/^(?!template[01]$)[A-Za-z_][\w.-]{0,62}$/, message),
);

/** A role of PostgreSQL; some poolers add a tenant to its name, as in `role.tenant` or `role@tenant`. */
export const postgresUser = form(
  "a role's name: up to 63 letters, digits and any of _-.@",
  (message) => z.string().regex(/^[\w.@-]{1,63}$/, message),
);

/** A UUID, which some consoles show in capitals. */
export const UUID = /^[\dA-Fa-f]{8}(-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}$/;

/** A UUID in lower case: what compares it, such as Grafana, does so by its characters. */
export const uuid = form("a UUID", (message) => z.string().regex(UUID, message).toLowerCase());

/** The characters that have no special meaning in an ini file, a JMESPath or a list of words. */
const PLAIN = String.raw`[^\s\p{Cc},;#'"\x60\\$%[\](){}=]`;

/** One word without special meaning in an ini file, in a JMESPath or in a list of words. */
export const token = form(
  "one word of up to 200 characters, without quotes, backticks, brackets, commas or any of ; # \\ $ % =",
  (message) => z.string().regex(new RegExp(`^${PLAIN}{1,200}$`, "u"), message),
);

/** The name of an entry in a directory. */
export const distinguishedName = form(
  "a distinguished name such as ou=people,dc=example,dc=com",
  (message) =>
    z
      .string()
      .max(500)
      .regex(/^[A-Za-z][\w.-]*=[^\s\p{Cc}$]([^\p{Cc}$]*[^\s\p{Cc}$])?$/u, message),
);

const DOMAIN_ACCOUNT =
  /^(?:[^\s@\\$,=]{1,200}@[A-Za-z\d.-]{1,200}|[A-Za-z\d.-]{1,100}\\[^\s@\\$,=]{1,200})$/;
/** How an account signs in to a directory: by its distinguished name or, in Active Directory, by a name with the domain. */
export const directoryAccount = form(
  "an account such as cn=grafana,dc=example,dc=com, or in Active Directory grafana@example.com or EXAMPLE\\grafana",
  (message) => z.union([distinguishedName, z.string().regex(DOMAIN_ACCOUNT, message)], message),
);
/** Whether no two values are equal, compared as JSON. */
export function distinct(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => JSON.stringify(value))).size === values.length;
}
