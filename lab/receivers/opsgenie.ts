import { randomUUID } from "node:crypto";

import { z } from "zod";

import type { Notification } from "./notification";
import { alertNames } from "./reading";
import { sameSecret } from "./secrets";
import type { Verdict } from "./verdict";
import { accept, parseObject, refuse } from "./verdict";

const upTo = (limit: number) =>
  z.string().max(limit, `must be less than or equal to ${limit} characters`);
/** A responder with one of OpsGenie's identifiers; a user has a username instead of a name. */
const responder = z
  .object({
    type: z.enum(["team", "escalation", "schedule", "user"]),
    id: z.string().optional(),
    name: z.string().optional(),
    username: z.email().optional(),
  })
  .refine(
    ({ type, id, name, username }) => id !== undefined || (type === "user" ? username : name),
    "must have an id, a name, or for a user a username",
  );

/** The fields of an alert that OpsGenie accepts, with its limits. */
const alert = z.object({
  message: z.string().trim().min(1, "Message can not be empty.").pipe(upTo(130)),
  alias: upTo(512).optional(),
  description: upTo(15_000).optional(),
  responders: z.array(responder).max(50).optional(),
  actions: z.array(upTo(50)).max(10).optional(),
  tags: z.array(upTo(50)).max(20).optional(),
  details: z.record(z.string(), z.string()).optional(),
  entity: upTo(512).optional(),
  source: upTo(100).optional(),
  priority: z.enum(["P1", "P2", "P3", "P4", "P5"]).optional(),
  note: upTo(25_000).optional(),
});

/** A request: its body and the header with the key. */
export interface Call {
  readonly raw: string;
  readonly authorization: string | undefined;
}

/** Answers `POST /v2/alerts` like OpsGenie's Alert API: it accepts the alert and creates it asynchronously. */
export function judgeAlert(call: Call, apiKey: string): Verdict {
  const refused = keyFault(call, apiKey);
  if (refused) return refused;
  const sent = parseObject(call.raw);
  const { data, error } = alert.safeParse(sent);
  if (sent === undefined || data === undefined) return unprocessable(error);
  const alias = data.alias ?? randomUUID();
  return accept(
    {
      receiver: "opsgenie",
      channel: data.responders?.map(whoOf).join(", ") ?? null,
      kind: "trigger",
      alertnames: alertNames(sent),
      summary: data.message,
      body: { ...sent, alias },
    },
    processed(),
  );
}

/**
 * Answers `POST /v2/alerts/<alias>/close?identifierType=alias`.
 * @param arrived earlier notifications: the request to close an alert does not describe it
 */
export function judgeClose(
  call: Call,
  { alias, identifierType }: { readonly alias: string; readonly identifierType: unknown },
  apiKey: string,
  arrived: readonly Notification[],
): Verdict {
  const refused = keyFault(call, apiKey);
  if (refused) return refused;
  if (identifierType !== "alias") {
    return refuse(422, failed("Only an identifierType of alias is known here."));
  }
  const sent = call.raw === "" ? {} : parseObject(call.raw);
  if (sent === undefined) return unprocessable();
  const opening = arrived.findLast(({ body }) => body.alias === alias);
  return accept(
    {
      receiver: "opsgenie",
      channel: opening?.channel ?? null,
      kind: "resolve",
      alertnames: opening?.alertnames ?? [],
      summary: opening?.summary ?? "",
      body: { ...sent, alias },
    },
    processed(),
  );
}

function keyFault({ authorization = "" }: Call, apiKey: string): Verdict | undefined {
  const [, key] = /^GenieKey (\S+)$/.exec(authorization) ?? [];
  if (key === undefined) return refuse(401, failed("Could not authenticate"));
  return sameSecret(key, apiKey) ? undefined : refuse(403, failed("You are not authorized"));
}

function whoOf({ type, id, name, username }: z.infer<typeof responder>): string {
  return `${type} ${name ?? username ?? id ?? ""}`;
}

function processed() {
  return {
    status: 202,
    body: { result: "Request will be processed", took: 0.01, requestId: randomUUID() },
  };
}

function failed(message: string) {
  return { message, took: 0.01, requestId: randomUUID() };
}

function unprocessable(error?: z.ZodError): Verdict {
  const faults = (error?.issues ?? []).map(({ path, message }) => [path.join("."), message]);
  return refuse(422, {
    ...failed("Request body is not processable. Please check the errors."),
    errors: Object.fromEntries(faults),
  });
}
