import PostalMime from "postal-mime";

import type { Arrival } from "./notification";
import { alertNames, kindOfText } from "./reading";

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** The decoded content of a mail; a missing part is an empty string. */
export async function readMail(raw: Buffer, envelope: Envelope): Promise<Arrival> {
  const { subject = "", text = "", html = "" } = await PostalMime.parse(raw);
  return {
    receiver: "email",
    channel: envelope.to.join(", "),
    kind: kindOfText(subject),
    alertnames: alertNames([subject, text, html]),
    summary: subject,
    body: { envelope, subject, text, html },
  };
}
