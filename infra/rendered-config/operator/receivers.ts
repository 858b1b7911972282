import type { IAlertmanagerConfig } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig";

import { SECRETS_FOLDER } from "../../objects/names";
import { ALERTMANAGER_FOLDER, MAIL_AUTHORITY, type Receiver } from "../alertmanager";
import { inlined } from "./templates";

export type AlertmanagerConfigSpec = NonNullable<IAlertmanagerConfig["spec"]>;
type OperatorReceiver = NonNullable<AlertmanagerConfigSpec["receivers"]>[number];

/** A key of a Secret in the namespace of the object that refers to it. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

export interface ReceiversArgs {
  /** The key that holds the content of a secret file. */
  readonly secretKey: (file: string) => SecretKey;
  /** The ConfigMap with the CAs for the mail server, under the file's name. */
  readonly mailAuthority: string;
  /** The proxy for receivers that are notified by HTTP. Undefined: none. */
  readonly proxy: { readonly url: string; readonly noProxy: readonly string[] } | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
/** Converts one field of Alertmanager's configuration. */
type Converter = (value: unknown, args: ReceiversArgs) => Fields;

const as =
  (field: string): Converter =>
  (value) => ({ [field]: texts(value) });

const secret =
  (field: string): Converter =>
  (value, { secretKey }) => ({
    [field]: { ...secretKey(String(value).replace(`${SECRETS_FOLDER}/`, "")) },
  });

const pairs =
  (field: string): Converter =>
  (value) => ({
    [field]: Object.entries(value as Readonly<Record<string, string>>).map(([key, text]) => ({
      key,
      value: inlined(text),
    })),
  });

/**
 * For each kind of receiver, and each of Alertmanager's fields in it, the counterpart in an AlertmanagerConfig
 * (v1alpha1) of prometheus-operator v0.85.
 */
const KINDS: Readonly<
  Record<
    string,
    {
      readonly field: keyof OperatorReceiver;
      readonly byHttp: boolean;
      readonly fields: Readonly<Record<string, Converter>>;
    }
  >
> = {
  pagerduty_configs: {
    field: "pagerdutyConfigs",
    byHttp: true,
    fields: {
      routing_key_file: secret("routingKey"),
      url: as("url"),
      send_resolved: as("sendResolved"),
      description: as("description"),
      severity: as("severity"),
      class: as("class"),
      component: as("component"),
      client: as("client"),
      client_url: as("clientURL"),
      details: pairs("details"),
      links: (value) => ({
        // The CRD calls the text of a link `alt`: pkg/apis/monitoring/v1alpha1/alertmanager_config_types.go.
        pagerDutyLinkConfigs: (value as readonly { text: string; href: string }[]).map(
          ({ text, href }) => ({ alt: text, href: inlined(href) }),
        ),
      }),
    },
  },
  slack_configs: {
    field: "slackConfigs",
    byHttp: true,
    fields: {
      api_url_file: secret("apiURL"),
      channel: as("channel"),
      send_resolved: as("sendResolved"),
      title: as("title"),
      title_link: as("titleLink"),
      text: as("text"),
      fallback: as("fallback"),
      actions: as("actions"),
    },
  },
  email_configs: {
    field: "emailConfigs",
    byHttp: false,
    fields: {
      to: as("to"),
      from: as("from"),
      smarthost: as("smarthost"),
      auth_username: as("authUsername"),
      auth_password_file: secret("authPassword"),
      require_tls: as("requireTLS"),
      hello: as("hello"),
      tls_config: (value, { mailAuthority }) => {
        const { ca_file, ...rest } = value as Readonly<Record<string, unknown>>;
        if (
          ca_file !== `${ALERTMANAGER_FOLDER}/${MAIL_AUTHORITY}` ||
          Object.keys(rest).length > 0
        ) {
          throw new Error(
            `A mail's tls_config ${JSON.stringify(value)} is nothing but our own authority.`,
          );
        }
        return { tlsConfig: { ca: { configMap: { name: mailAuthority, key: MAIL_AUTHORITY } } } };
      },
      send_resolved: as("sendResolved"),
      headers: pairs("headers"),
      text: as("text"),
      html: as("html"),
    },
  },
  opsgenie_configs: {
    field: "opsgenieConfigs",
    byHttp: true,
    fields: {
      api_key_file: secret("apiKey"),
      api_url: as("apiURL"),
      send_resolved: as("sendResolved"),
      message: as("message"),
      description: as("description"),
      source: as("source"),
      entity: as("entity"),
      tags: as("tags"),
      priority: as("priority"),
      responders: as("responders"),
      details: pairs("details"),
    },
  },
  webhook_configs: {
    field: "webhookConfigs",
    byHttp: true,
    fields: { url_file: secret("urlSecret"), send_resolved: as("sendResolved") },
  },
};

/**
 * A receiver in the form of an AlertmanagerConfig: secrets refer to keys of Secrets, and texts include the templates
 * that they use.
 *
 * @throws on each field without a counterpart, by its name
 */
export function operatorReceiver(
  { name, ...kinds }: Receiver,
  args: ReceiversArgs,
): OperatorReceiver {
  const converted = Object.entries(kinds as Readonly<Record<string, readonly object[]>>).map(
    ([kind, configs]) => {
      const known = KINDS[kind];
      if (!known)
        throw new Error(`${kind} of receiver ${name} have no place in an AlertmanagerConfig.`);
      return [known.field, configs.map((config) => channel(config, kind, args))] as const;
    },
  );
  return { name, ...Object.fromEntries(converted) };
}

function channel(config: object, kind: string, args: ReceiversArgs): Fields {
  const { fields = {}, byHttp } = KINDS[kind] ?? { byHttp: false };
  const { proxy } = args;
  const made = Object.entries(config).map(([field, value]) => {
    const convert = fields[field];
    if (!convert) throw new Error(`${kind}.${field} has no counterpart in an AlertmanagerConfig.`);
    return convert(value, args);
  });
  return {
    ...(Object.assign({}, ...made) as Fields),
    ...(byHttp &&
      proxy && { httpConfig: { proxyUrl: proxy.url, noProxy: proxy.noProxy.join(",") } }),
  };
}

/** A value whose texts include the templates that they use. */
function texts(value: unknown): unknown {
  if (typeof value === "string") return inlined(value);
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, texts(each)]));
}
