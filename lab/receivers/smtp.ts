import type { Logger } from "pino";
import type { SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import { SMTPServer } from "smtp-server";

import type { Tls } from "./config";
import type { Faults } from "./faults";
import type { Inbox } from "./inbox";
import { readMail } from "./mail";
import type { ReceiverSecrets } from "./secrets";
import { sameSecret } from "./secrets";

/** Alertmanager's mails are a few kilobytes. */
const MAX_MAIL_BYTES = 1_000_000;

export interface SmtpArgs {
  readonly secrets: ReceiverSecrets;
  readonly inbox: Inbox;
  readonly faults: Faults;
  readonly log: Logger;
  /** How long mails in progress may take once the server is closed, in milliseconds. */
  readonly drainMs: number;
  /** The certificate for STARTTLS. If missing, STARTTLS is not offered. */
  readonly tls?: Pick<Tls, "certificate" | "key">;
}

/** A mail server that accepts mail for anybody from the one user it knows. */
export function smtpServer({ secrets, inbox, faults, log, drainMs, tls }: SmtpArgs): SMTPServer {
  const take = async (stream: SMTPServerDataStream, { envelope }: SMTPServerSession) => {
    const raw = await contentOf(stream);
    if (raw === undefined) throw new SmtpError(552, `a mail may have ${MAX_MAIL_BYTES} bytes`);
    const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
    const to = envelope.rcptTo.map(({ address }) => address);
    const arrival = await readMail(raw, { from, to });
    const fault = faults.take("email");
    if (fault !== undefined) throw new SmtpError(fault, "an injected fault");
    const { id, kind, alertnames } = inbox.add(arrival);
    log.info({ id, receiver: "email", kind, alertnames }, "arrived");
  };

  return new SMTPServer({
    // Alertmanager uses the first mechanism offered, and Go refuses PLAIN without TLS, except to localhost.
    authMethods: ["LOGIN", "PLAIN"],
    ...(tls ? { cert: tls.certificate, key: tls.key } : { disabledCommands: ["STARTTLS"] }),
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: drainMs,
    onAuth({ username = "", password }, _session, done) {
      const user = sameSecret(username, secrets.smtpUsername);
      if (sameSecret(password ?? "", secrets.smtpPassword) && user) {
        done(null, { user: username });
      } else {
        log.warn({ receiver: "email", status: 535 }, "refused");
        done(new SmtpError(535, "user name or password is wrong"));
      }
    },
    onData(stream, session, done) {
      take(stream, session).then(
        () => done(null, "kept"),
        (error: unknown) => {
          const known = error instanceof SmtpError;
          const refusal = known ? error : new SmtpError(451, "the mail could not be stored");
          const { responseCode: status, message } = refusal;
          log.warn({ receiver: "email", status, body: message }, "refused");
          if (!known) log.error({ err: error }, "failed");
          done(refusal);
        },
      );
    },
  });
}

/** The whole stream, or undefined if it is too long. It is read to its end in both cases. */
async function contentOf(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  return stream.sizeExceeded ? undefined : Buffer.concat(chunks);
}

/** An error that becomes an SMTP reply with this code and text. */
class SmtpError extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}
