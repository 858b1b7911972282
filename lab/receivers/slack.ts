import { z } from "zod";

import type { Kind } from "./notification";
import { jsonObject } from "./notification";
import { alertNames, kindOfText } from "./reading";
import { sameSecret } from "./secrets";
import type { Verdict } from "./verdict";
import { accept, parseObject, refuse } from "./verdict";

const attachment = jsonObject.and(
  z.object({
    title: z.string().optional(),
    pretext: z.string().optional(),
    text: z.string().optional(),
    fallback: z.string().optional(),
    color: z.string().optional(),
    fields: z.array(z.unknown()).optional(),
    blocks: z.array(z.unknown()).optional(),
  }),
);
type Attachment = z.infer<typeof attachment>;

const message = z.object({
  channel: z.string().optional(),
  text: z.string().optional(),
  attachments: z.array(attachment).default([]),
  blocks: z.array(z.unknown()).default([]),
});

const block = z.object({ type: z.string() });
/** Slack's limits for one message. */
const MAX_ATTACHMENTS = 100;
const MAX_BLOCKS = 50;

/**
 * Answers a post to an incoming webhook like Slack: `ok`, or one word for the error.
 * @param path the URL's path, which is the credential
 */
export function judgeMessage(raw: string, path: string, expectedPath: string): Verdict {
  if (!sameSecret(path, expectedPath)) {
    return sameHook(path, expectedPath) ? refuse(403, "invalid_token") : refuse(404, "no_service");
  }

  const sent = parseObject(raw);
  const { data } = message.safeParse(sent);
  if (sent === undefined || data === undefined) return refuse(400, "invalid_payload");

  const { channel = null, text = "", attachments, blocks } = data;
  if (attachments.length > MAX_ATTACHMENTS) return refuse(400, "too_many_attachments");
  if (blocks.length > MAX_BLOCKS || !blocks.every((each) => block.safeParse(each).success)) {
    return refuse(400, "invalid_blocks");
  }
  if (text === "" && blocks.length === 0 && !attachments.some(saysSomething)) {
    return refuse(400, "no_text");
  }

  const titles = attachments.map(titleOf).filter((title) => title !== "");
  return accept(
    {
      receiver: "slack",
      channel,
      kind: kindOf([text, ...titles], attachments),
      alertnames: alertNames(sent),
      summary: text === "" ? (titles[0] ?? "") : text,
      body: sent,
    },
    { status: 200, body: "ok" },
  );
}

/** `/services/<team>/<hook>/<token>`: if team and hook are the same, only the token is wrong. */
function sameHook(path: string, expectedPath: string): boolean {
  const hook = (whole: string) => whole.split("/").slice(0, 4).join("/");
  return hook(path) === hook(expectedPath);
}

function saysSomething(each: Attachment): boolean {
  const lists = [each.fields ?? [], each.blocks ?? []];
  return titleOf(each) !== "" || lists.some((list) => list.length > 0);
}

function titleOf({ title, pretext, text, fallback }: Attachment): string {
  return [title, pretext, text, fallback].find((part) => part !== undefined && part !== "") ?? "";
}

/** A template may omit the status from its text. In that case the color tells, as in Alertmanager's defaults. */
function kindOf(words: readonly string[], attachments: readonly Attachment[]): Kind {
  const kind = kindOfText(...words);
  if (kind !== "message") return kind;
  const colors = attachments.map(({ color }) => color);
  if (colors.includes("danger")) return "trigger";
  return colors.includes("good") ? "resolve" : "message";
}
