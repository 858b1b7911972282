import { RUN_IMAGES } from "../builder/runImages";
import { merged } from "../../tools/render/merge";
import { renderStack, type RenderOptions, type StackName } from "../../tools/render/render";
import { receiversObjects } from "../receivers/manifests";
import {
  HTTP_PORT as RECEIVERS_PORT,
  OPSGENIE_URL,
  PAGERDUTY_URL,
  RECEIVERS_HOST,
  RECEIVERS_SMARTHOST,
  RECEIVERS_TLS_URL,
  RECEIVERS_URL,
  SMTP_PORT,
  slackWebhookUrl,
  watchdogUrl,
  webhookUrl,
} from "../receivers/addresses";
import { RECEIVERS_IMAGE } from "../receivers/image";
import {
  HTTP_PORT as UPSTREAMS_PORT,
  LLM_BASE_URL,
  UPSTREAMS_HOST,
  VEHICLE_API_URL,
} from "../upstreams/addresses";
import { SEVERITIES } from "../../alert-rules/policy";
import { UPSTREAMS_IMAGE } from "../upstreams/image";
import { upstreamsObjects } from "../upstreams/manifests";
import { urlOf } from "../cluster/layout";
import { isBesideOperator } from "../operator/names";
import { certificateAuthority } from "../certificates";
import { issuedHere } from "./certManager";
import { corednsObjects, DNS_PORT } from "./coredns";
import { kubeRouterObjects } from "./kubeRouter";
import type { LabSettings } from "./labSettings";
import type { KubeObject } from "./object";
import { databasePasswords, objectStorageKeys, prodOverrides, remoteWritePassword } from "./prod";
import { Secrets } from "./secrets";
import { behind } from "./selector";
import { storageClass, volumesFor } from "./volumes";
import { WEBSITE_HOST, WEBSITE_PORT, WEBSITE_URL, websiteObjects } from "./website";

export interface StackOptions {
  /** Divides every interval, window and wait of the stack. */
  readonly timeScale: number;
  /** Further settings of the stack. */
  readonly settings?: LabSettings;
  /** @default dev */
  readonly stack?: StackName;
  /** The certificate, in PEM, of the authority that cert-manager created for the application. */
  readonly authority?: string | undefined;
}

/** The one webhook of the local cluster. */
const WEBHOOK = "audit";

/**
 * The settings with which the local cluster overrides those of dev: where receivers and upstreams are, and how people
 * reach it.
 */
function devOverrides(smtpUsername: string, besideOperator: boolean) {
  return {
    ...watchedCertificates(),
    // By tag: images that are built here have other digests.
    images: RUN_IMAGES,
    prometheus: {
      url: urlOf("prometheus"),
      // The largest that volumes get here. How many samples it keeps depends on this size.
      ...(!besideOperator && { storage: "2Gi" as const }),
    },
    alertmanager: { url: urlOf("alertmanager") },
    grafana: { url: urlOf("grafana") },
    network: {
      dnsPort: DNS_PORT,
      // The ports of the pods, which are also those of their Services.
      services: [
        behind(RECEIVERS_HOST, [RECEIVERS_PORT, SMTP_PORT]),
        behind(WEBSITE_HOST, [WEBSITE_PORT]),
        behind(UPSTREAMS_HOST, [UPSTREAMS_PORT]),
      ],
    },
    backend: {
      // People reach it on the loopback, without TLS.
      cookieSecure: false,
      vehicleApi: { url: VEHICLE_API_URL },
      // USD per million tokens, in the range of real models.
      llm: { baseUrl: LLM_BASE_URL, model: "lab-model", prices: { prompt: 3, completion: 15 } },
    },
    notifications: {
      pagerduty: { url: PAGERDUTY_URL },
      email: { smarthost: RECEIVERS_SMARTHOST, username: smtpUsername, requireTls: false },
      // These optional receivers get every severity, so that each can be seen delivering.
      opsgenie: {
        url: OPSGENIE_URL,
        severities: [...SEVERITIES],
        responders: [{ type: "team", name: "autodealgenie" }],
      },
      webhooks: [{ name: WEBHOOK, severities: [...SEVERITIES] }],
    },
  } satisfies RenderOptions["overrides"];
}

/** The certificate to watch is the website's. Its authority is given explicitly, as for any private authority. */
function watchedCertificates() {
  const authority = certificateAuthority();
  return {
    certificates: [WEBSITE_URL],
    ...(authority !== undefined && { certificateAuthority: authority }),
  };
}

/** What the local cluster sets in a stack, in place of its own settings and of the secrets that people would set. */
export interface StackSettings {
  readonly overrides: NonNullable<RenderOptions["overrides"]>;
  readonly secrets: NonNullable<RenderOptions["secrets"]>;
}

function credentialsOf(secrets: Secrets) {
  return {
    pagerdutyRoutingKey: secrets.get("pagerdutyRoutingKey"),
    slackWebhookPath: `/services/T00000000/B00000000/${secrets.get("slackWebhook")}`,
    smtpUsername: "alertmanager",
    smtpPassword: secrets.get("smtpPassword"),
    opsgenieApiKey: uuidOf(secrets.get("opsgenieApiKey")),
    webhookToken: secrets.get("webhookToken"),
    watchdogToken: secrets.get("watchdogToken"),
  };
}

/** 32 hexadecimal digits in the format of OpsGenie's keys. */
function uuidOf(digits: string): string {
  // Version 4, variant 1: a random UUID.
  return digits.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/,
    (_, a: string, b: string, c: string, d: string, e: string) => `${a}-${b}-4${c}-8${d}-${e}`,
  );
}

function upstreamKeysOf(secrets: Secrets) {
  return {
    vehicleApiKey: secrets.get("vehicleApiKey"),
    llmApiKey: secrets.get("llmApiKey"),
  };
}

/**
 * @param timeScale divides every interval, window and wait of the stack
 * @param settings further settings
 */
export function stackSettings(
  timeScale: number,
  settings: LabSettings = {},
  stack: StackName = "dev",
): StackSettings {
  const own = new Secrets();
  const credentials = credentialsOf(own);
  const { smtpUsername } = credentials;
  const overrides =
    stack === "prod"
      ? prodOverrides(smtpUsername, settings)
      : devOverrides(smtpUsername, isBesideOperator(settings));
  const receivers = stack === "prod" ? RECEIVERS_TLS_URL : RECEIVERS_URL;
  return {
    overrides: merged({ timeScale, ...overrides }, settings) as LabSettings,
    secrets: {
      pagerdutyRoutingKey: credentials.pagerdutyRoutingKey,
      slackWebhookUrl: slackWebhookUrl(credentials, receivers),
      watchdogUrl: watchdogUrl(credentials, receivers),
      smtpPassword: credentials.smtpPassword,
      ...upstreamKeysOf(own),
      ...(stack === "prod"
        ? {
            ...databasePasswords(own),
            ...objectStorageKeys(own),
            ...remoteWritePassword(own, settings),
            // Nobody signs in this way here: the identity provider would be outside.
            genericOauthClientSecret: own.get("genericOauthClientSecret"),
          }
        : {
            opsgenieApiKey: credentials.opsgenieApiKey,
            [`webhookUrl-${WEBHOOK}`]: webhookUrl(credentials, WEBHOOK),
          }),
    },
  };
}

/** A stack's objects, rendered for the local cluster. A local authority takes the place of external issuers. */
export async function stackObjects({
  timeScale,
  settings,
  stack = "dev",
  authority,
}: StackOptions): Promise<readonly KubeObject[]> {
  const secrets = new Secrets();
  const random = (name: string) => secrets.get(`stack/${name}`);
  const given = stackSettings(timeScale, settings, stack);
  const { objects } = await renderStack(stack, { ...given, random, authority });
  return issuedHere(objects);
}

/** The watchdog sends every minute: five missed heartbeats are no coincidence. */
export const WATCHDOG_SILENCE_SECONDS = 300;

/**
 * The objects that the local cluster has besides any stack: permissions for the network policy engine, DNS, volumes,
 * receivers, upstreams and the website.
 * @param timeScale that of the stack
 */
export function labObjects(stack: readonly KubeObject[], timeScale = 1): readonly KubeObject[] {
  const secrets = new Secrets();
  const receivers = receiversObjects({
    image: RECEIVERS_IMAGE,
    secrets: credentialsOf(secrets),
    watchdogSilenceSeconds: WATCHDOG_SILENCE_SECONDS / timeScale,
  });
  const upstreams = upstreamsObjects({
    image: UPSTREAMS_IMAGE,
    keys: upstreamKeysOf(secrets),
  });
  return [
    storageClass,
    ...kubeRouterObjects,
    ...volumesFor(stack),
    ...corednsObjects,
    ...receivers,
    ...upstreams,
    ...websiteObjects,
  ];
}
