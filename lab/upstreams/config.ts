import { readFileSync } from "node:fs";

import { z } from "zod";

import { upstreamKeys, type UpstreamKeys } from "./keys";

export interface UpstreamsConfig {
  /** 0 takes a free one. */
  readonly httpPort: number;
  readonly keys: UpstreamKeys;
}

const { shape } = upstreamKeys;

/** The content of the file that the variable names, without surrounding white space. */
const contentOf = (content: z.ZodType<string, string>) =>
  z
    .string("is not set; give the path of the file that holds it")
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

const environment = z.object({
  HTTP_PORT: z
    .string()
    .regex(/^\d+$/, "must be a port number")
    .transform(Number)
    .pipe(z.number().max(65_535, "must be a port number, at most 65535"))
    .default(8080),
  VEHICLE_API_KEY_FILE: contentOf(shape.vehicleApiKey),
  LLM_API_KEY_FILE: contentOf(shape.llmApiKey),
});

/** Reads the settings, or throws one Error that names every fault, a line each, and no key. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): UpstreamsConfig {
  const { data, error } = environment.safeParse(env);
  if (error) {
    const faults = error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(["The upstreams' environment is not usable:", ...faults].join("\n"));
  }
  return {
    httpPort: data.HTTP_PORT,
    keys: { vehicleApiKey: data.VEHICLE_API_KEY_FILE, llmApiKey: data.LLM_API_KEY_FILE },
  };
}
