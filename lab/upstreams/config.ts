import { readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { HTTP_PORT } from "./addresses";
import { upstreamKeys, type UpstreamKeys } from "./keys";

export interface Tls {
  /** 0 for any free port. */
  readonly port: number;
  /** In PEM, like the key. */
  readonly certificate: string;
  readonly key: string;
}

export interface UpstreamsConfig {
  /** 0 for any free port. */
  readonly httpPort: number;
  readonly keys: UpstreamKeys;
  /** If missing, TLS is not enabled. */
  readonly tls?: Tls;
}

const { shape } = upstreamKeys;

/** The content of the file whose path is in the variable, without surrounding white space. */
const contentOf = (content: z.ZodType<string, string>) =>
  z
    .string("is not set; give the path of the file that contains it")
    .transform((path, context) => {
      try {
        return readFileSync(path, "utf8").trim();
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        context.addIssue(`cannot read ${path} (${why}); mount the secret there`);
        return z.NEVER;
      }
    })
    .pipe(content);

const HTTPS_PORT = 8443;

/** Optional: the folder of a certificate and its key, with the file names of a TLS Secret. */
const tlsFolder = z
  .string()
  .transform((folder, context) => {
    try {
      const read = (name: string) => readFileSync(join(folder, name), "utf8");
      return { port: HTTPS_PORT, certificate: read("tls.crt"), key: read("tls.key") };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      context.addIssue(
        `cannot read tls.crt and tls.key in ${folder} (${why}); mount the secret there`,
      );
      return z.NEVER;
    }
  })
  .optional();

const environment = z.object({
  HTTP_PORT: z
    .string()
    .regex(/^\d+$/, "must be a port number")
    .transform(Number)
    .pipe(z.number().max(65_535, "must be a port number, at most 65535"))
    .default(HTTP_PORT),
  VEHICLE_API_KEY_FILE: contentOf(shape.vehicleApiKey),
  LLM_API_KEY_FILE: contentOf(shape.llmApiKey),
  TLS_FOLDER: tlsFolder,
});

/** Reads the settings, or throws one Error that lists every mistake on a line of its own, without keys. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): UpstreamsConfig {
  const { data, error } = environment.safeParse(env);
  if (error) {
    const faults = error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(["The upstreams' environment is invalid:", ...faults].join("\n"));
  }
  return {
    httpPort: data.HTTP_PORT,
    keys: { vehicleApiKey: data.VEHICLE_API_KEY_FILE, llmApiKey: data.LLM_API_KEY_FILE },
    ...(data.TLS_FOLDER && { tls: data.TLS_FOLDER }),
  };
}
