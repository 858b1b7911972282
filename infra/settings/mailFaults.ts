import { hostAddress } from "./addresses";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

const TLS_PORT = 465;

/** Incomplete settings of mail. */
export function* mailFaults({ notifications: { email } }: StackConfig): Iterable<Fault> {
  if (email === undefined) return;
  const { smarthost, implicitTls, requireTls, certificateAuthority } = email;
  const { port } = hostAddress(smarthost);
  const encrypted = implicitTls ?? port === TLS_PORT;
  if (certificateAuthority !== undefined && !encrypted && !requireTls) {
    yield {
      path: "notifications.email.certificateAuthority",
      message:
        "must be left out with requireTls false, unless implicitTls is true, got one: no certificate would be required",
    };
  }
  if (implicitTls === false && port === TLS_PORT) {
    yield {
      path: "notifications.email.implicitTls",
      message: `must be left out with a smarthost on port ${TLS_PORT}, got false: connections to that port start with TLS`,
    };
  }
}
