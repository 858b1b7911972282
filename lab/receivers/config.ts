import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { HTTP_PORT, SMTP_PORT } from "./addresses";
import type { ReceiverSecrets } from "./secrets";
import { receiverSecrets } from "./secrets";

export interface Tls {
  /** 0 for any free port. */
  readonly port: number;
  /** In PEM, like the key. */
  readonly certificate: string;
  readonly key: string;
}

export interface ReceiversConfig {
  /** 0 for any free port. */
  readonly httpPort: number;
  readonly smtpPort: number;
  /** An existing, writable folder that stores what arrived. */
  readonly dataDir: string;
  /** Seconds without a heartbeat after which the dead man's switch rings. */
  readonly watchdogSilenceSeconds: number;
  readonly secrets: ReceiverSecrets;
  /** If missing, neither HTTP nor mail uses TLS. */
  readonly tls?: Tls;
}

const { shape } = receiverSecrets;

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a port number")
    .transform(Number)
    .pipe(z.number().max(65_535, "must be a port number, at most 65535"))
    .default(fallback);

/** The content of the file whose path is in the variable, without surrounding white space. */
const contentOf = (content: z.ZodType<string, string>) =>
  z
    .string("is not set; give the path of the file that contains it")
    .transform((path, context) => {
      try {
        return readFileSync(path, "utf8").trim();
      } catch (error) {
        context.addIssue(`cannot read ${path} (${codeOf(error)}); mount the secret there`);
        return z.NEVER;
      }
    })
    .pipe(content);

const folder = z
  .string("is not set; give the path of a writable folder")
  .superRefine((path, context) => {
    try {
      accessSync(path, constants.W_OK | constants.X_OK);
    } catch (error) {
      context.addIssue(`cannot write to ${path} (${codeOf(error)}); give a writable folder`);
    }
  });

const HTTPS_PORT = 8443;

/** Optional: the folder of a certificate and its key, with the file names of a TLS Secret. */
const tlsFolder = z
  .string()
  .transform((folder, context) => {
    try {
      const read = (name: string) => readFileSync(join(folder, name), "utf8");
      return { port: HTTPS_PORT, certificate: read("tls.crt"), key: read("tls.key") };
    } catch (error) {
      context.addIssue(
        `cannot read tls.crt and tls.key in ${folder} (${codeOf(error)}); mount the secret there`,
      );
      return z.NEVER;
    }
  })
  .optional();

const environment = z.object({
  HTTP_PORT: port(HTTP_PORT),
  SMTP_PORT: port(SMTP_PORT),
  DATA_DIR: folder,
  PAGERDUTY_ROUTING_KEY_FILE: contentOf(shape.pagerdutyRoutingKey),
  SLACK_WEBHOOK_PATH_FILE: contentOf(shape.slackWebhookPath),
  SMTP_USERNAME: z.string("is not set; give the user that sends the mail").pipe(shape.smtpUsername),
  SMTP_PASSWORD_FILE: contentOf(shape.smtpPassword),
  OPSGENIE_API_KEY_FILE: contentOf(shape.opsgenieApiKey),
  WEBHOOK_TOKEN_FILE: contentOf(shape.webhookToken),
  WATCHDOG_TOKEN_FILE: contentOf(shape.watchdogToken),
  WATCHDOG_SILENCE_SECONDS: z
    .string()
    .regex(/^\d+(\.\d+)?$/, "must be a number of seconds")
    .transform(Number)
    .pipe(z.number().positive("must be above 0"))
    .default(300),
  TLS_FOLDER: tlsFolder,
});

/** Reads the settings, or throws one Error that lists every mistake on a line of its own, without secrets. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ReceiversConfig {
  const { data, error } = environment.safeParse(env);
  if (error) {
    const faults = error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(["The receivers' environment is invalid:", ...faults].join("\n"));
  }
  return {
    httpPort: data.HTTP_PORT,
    smtpPort: data.SMTP_PORT,
    dataDir: data.DATA_DIR,
    watchdogSilenceSeconds: data.WATCHDOG_SILENCE_SECONDS,
    secrets: {
      pagerdutyRoutingKey: data.PAGERDUTY_ROUTING_KEY_FILE,
      slackWebhookPath: data.SLACK_WEBHOOK_PATH_FILE,
      smtpUsername: data.SMTP_USERNAME,
      smtpPassword: data.SMTP_PASSWORD_FILE,
      opsgenieApiKey: data.OPSGENIE_API_KEY_FILE,
      webhookToken: data.WEBHOOK_TOKEN_FILE,
      watchdogToken: data.WATCHDOG_TOKEN_FILE,
    },
    ...(data.TLS_FOLDER && { tls: data.TLS_FOLDER }),
  };
}

/** The system's error code, such as ENOENT. */
function codeOf(error: unknown): string {
  const has = typeof error === "object" && error !== null && "code" in error;
  return String(has ? error.code : error);
}
