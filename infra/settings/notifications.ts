import { z } from "zod";

import { SEVERITIES } from "../../alert-rules/policy";
import { apiUrl } from "./apiUrls";
import { clockHint, hinting, rewritten } from "./hints";
import {
  certificates,
  distinct,
  duration,
  email,
  host,
  hostAndPort,
  shortName,
  text,
  url,
} from "./scalars";
import { WEEKDAYS } from "./weekdays";
import { timeZone } from "./timeZone";

const receiverUrl = url("https://api.example.com");
/** Nothing is appended to this URL, and PagerDuty's own hosts answer at one path only. */
const pagerdutyUrl = receiverUrl.refine(
  (text) => !/^https?:\/\/events(\.eu)?\.pagerduty\.com(?!\/v2\/enqueue$)/.test(text),
  "must end in /v2/enqueue, without anything after it",
);
const channelHint = rewritten(
  (text) => `#${text.replace(/^[#@]/, "").toLowerCase().replaceAll(/[. ]+/g, "-")}`,
  (name) => CHANNEL.test(name),
);
export const SLACK_API = "https://slack.com/api/chat.postMessage";
/**
 * The URL of a webhook is all that is needed to post, so it is a secret; and Slack's own hosts answer at one path only.
 */
const slackUrl = receiverUrl
  .refine(
    (text) => !/^https:\/\/hooks\.slack(-gov)?\.com\//.test(text),
    "must not be a webhook, which is a secret: pulumi config set --secret slackWebhookUrl",
  )
  .refine(
    (text) => !/^https:\/\/slack(-gov)?\.com(?!\/api\/chat\.postMessage$)/.test(text),
    `must be ${SLACK_API}`,
  );
/** A channel name as Slack has it, without capitals, or the channel's id. */
const CHANNEL = /^(?:#[\p{Ll}\p{Lo}\p{Lm}\p{N}_-]{1,80}|[CG][A-Z0-9]{8,20})$/u;
const channel = z
  .string()
  .regex(
    CHANNEL,
    hinting("must be a channel such as #warnings, or its id, such as C024BE91L", channelHint),
  );
const severity = z.enum(SEVERITIES);
const severities = z
  .array(severity)
  .min(1, "must name at least one severity; otherwise leave out the whole receiver")
  .refine(distinct, "must name each severity once");
const name = shortName;
const priority = z.enum(["P1", "P2", "P3", "P4", "P5"]);

/** Alertmanager would take it for a template. */
const responderName = text.refine((words) => !words.includes("{{"), "must have no {{");

/** A responder of OpsGenie: one of Alertmanager's types, with one of three identifiers. */
const responder = z.union(
  [
    z.strictObject({ type: z.enum(["team", "escalation", "schedule"]), name: responderName }),
    z.strictObject({ type: z.literal("user"), username: email }),
    z.strictObject({
      type: z.enum(["team", "escalation", "schedule", "user"]),
      id: z.uuid("must be OpsGenie's id, a UUID"),
    }),
  ],
  "must be { type: team, escalation or schedule, name }, { type: user, username } or { type, id }",
);

/** The API key of an integration is the secret `opsgenieApiKey`. */
const opsgenie = z.strictObject({
  /** For the European region: https://api.eu.opsgenie.com. */
  url: apiUrl("https://api.opsgenie.com", "/v2/alerts").default("https://api.opsgenie.com"),
  severities: severities.default(["critical"]),
  priorities: z
    .strictObject({
      critical: priority.default("P1"),
      warning: priority.default("P3"),
      info: priority.default("P5"),
    })
    .prefault({}),
  responders: z.array(responder).refine(distinct, "must name each responder once").default([]),
});

/** A receiver of Alertmanager's webhook, version 4. Its URL is the secret `webhookUrl-<name>`. */
const webhook = z.strictObject({
  name,
  severities,
  /** Whether it is also notified when an alert is resolved. */
  sendResolved: z.boolean().default(true),
});

const MINUTES_A_DAY = 24 * 60;

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

const hintingTime = hinting("must be a time such as 22:30", clockHint);
const clock = z
  .string()
  .regex(/^\d\d:[0-5]\d$/, { ...hintingTime, abort: true })
  .refine((time) => minutesOf(time) <= MINUTES_A_DAY, "must be at most 24:00");
const range = z.strictObject({ start: clock, end: clock }).refine(
  ({ start, end }) => minutesOf(start) < minutesOf(end),
  // Alertmanager has no ranges across midnight, and the weekday of one would be ambiguous.
  "must end after it starts; write a range over midnight as two, the first until 24:00",
);
/** A time window in which alerts are muted because of planned work. */
const window = z.strictObject({
  name,
  /** Left out: every day. */
  weekdays: z
    .array(z.enum(WEEKDAYS))
    .min(1, "must name at least one day, or be left out for every day")
    .refine(distinct, "must name each day once")
    .optional(),
  times: z.array(range).min(1, "must have at least one range of start and end"),
  location: timeZone.default("UTC"),
  /** Whether critical alerts are muted, too. */
  critical: z.boolean().default(false),
});

const mail = z.strictObject({
  /** One address or several; every mail goes to all of them. */
  to: z.union(
    [email, z.array(email).min(1).max(50).refine(distinct, "must name each address once")],
    "must be an address such as team@example.com, or a list of them",
  ),
  from: email,
  smarthost: hostAndPort("smtp.example.com:587"),
  /** Left out: the server is used without authentication. */
  username: text.optional(),
  requireTls: z.boolean().default(true),
  /** Whether connections use TLS from the start, rather than STARTTLS. Left out: only on port 465. */
  implicitTls: z.boolean().optional(),
  /** The only certificate authorities to trust, in PEM. Left out: those of the image. */
  certificateAuthority: certificates.optional(),
  /** The name in the EHLO greeting, if the server checks it. Left out: localhost. */
  hello: host.optional(),
});

/** Whether this receiver is used at all. In production it must be. */
const enabled = z.boolean().default(true);

/** Who is notified of an alert, and when nobody is. Secrets have their own keys: see secrets.ts. */
export const notificationSettings = z.strictObject({
  pagerduty: z
    .strictObject({
      enabled,
      url: pagerdutyUrl.default("https://events.pagerduty.com/v2/enqueue"),
    })
    .prefault({}),
  slack: z
    .strictObject({
      enabled,
      criticalChannel: channel.default("#critical-alerts"),
      warningChannel: channel.default("#warnings"),
      infoChannel: channel.default("#info-alerts"),
      /**
       * How Slack is notified:
       *
       * - `app`: the bot token of a Slack app, in the secret `slackAppToken`, posts to the channels above
       * - `webhooks`: an incoming webhook for each severity, in the secrets `slackWebhookUrl-<severity>`, posts to the channel
       *   for which it was created
       * - `webhook`: one webhook for all, in the secret `slackWebhookUrl`; only legacy webhooks honour the channels above
       */
      by: z.enum(["app", "webhooks", "webhook"]).default("webhook"),
      /** The endpoint at which an app posts messages. */
      url: slackUrl.default(SLACK_API),
    })
    .prefault({}),
  /** How often information of the same name is sent at most. Alertmanager remembers it for 5 days. */
  digestEvery: duration({ least: "10m", most: "4d" }).default("24h"),
  /** Left out: nobody gets mail, which is refused in production. */
  email: mail.optional(),
  /** The dead-man's switch that expects a heartbeat: its URL is the secret `watchdogUrl`. */
  watchdog: z.strictObject({ enabled }).prefault({}),
  /** Left out: OpsGenie is not notified. */
  opsgenie: opsgenie.optional(),
  webhooks: z.array(webhook).default([]),
  /** Windows in which warnings and information are muted, and critical alerts if the window says so. */
  maintenance: z.array(window).default([]),
});

/** Who is notified of an alert, with all defaults filled in. */
export type Notifications = z.output<typeof notificationSettings>;
