import type { AlertName } from "../../infra/signals/policies";
import type { Notification, Receiver } from "../receivers/notification";
import { once } from "./background";
import type { AlertState, Drill, Undo } from "./drill";
import type { Expected } from "./expected";
import { arrivals, HEARD_BY, lastNotification, seenWithin, stateOf } from "./timeline";

/** What came of a drill; each time is in milliseconds since the fault was there, or since it was ended. */
export interface Outcome {
  readonly alert: AlertName;
  readonly fault: string;
  readonly pendingMs: number | undefined;
  readonly firingMs: number | undefined;
  /** When the last of those who are to hear of it had heard. */
  readonly deliveredMs: number | undefined;
  readonly worstMs: number | undefined;
  /** Since the end of the fault. */
  readonly resolvedMs: number | undefined;
  readonly heardBy: readonly string[];
  /** How often it was tried. @default 1 */
  readonly attempts?: number;
  /** What did not happen, in words; none where the alert is proven. */
  readonly missing: string | undefined;
}

interface RunOptions {
  readonly say: (line: string) => void;
  /** Ends the fault, and the waiting with it. */
  readonly signal?: AbortSignal;
}

/** Beyond the worst case that is computed: what the machine itself takes to start and stop things. */
const SLACK_MS = 60_000;

/** An objective's alert looks back for half an hour, which even the usual time factor leaves at three minutes. */
const END_MS = 6 * 60_000;

/** Causes a fault, watches it become a notification, ends it, and watches the alert go away. */
export async function run(
  drill: Drill,
  expected: Expected,
  { say, signal }: RunOptions,
): Promise<Outcome> {
  const { alert, fault } = drill;
  const state = drill.watch?.state ?? (() => stateOf(alert, expected.severity));
  const patience = expected.worstMs + SLACK_MS;
  const quiet = await seenWithin(patience, async () => (await state()) === "quiet", signal);
  if (quiet === undefined)
    return { ...NOTHING, alert, fault, missing: "it fired before the fault" };
  const before = await lastNotification();
  say(`${alert}: ${fault}`);
  const undo = once(await causeOf(drill));
  const seen = (patienceMs: number, is: () => Promise<boolean>) =>
    seenWithin(patienceMs, is, signal);
  const caused = Date.now();
  const since = (time: number | undefined): number | undefined =>
    time === undefined ? undefined : Math.max(0, time - caused);
  const tell = (what: string, time: number | undefined, from = caused): void => {
    const when = time === undefined ? "not" : `after ${((time - from) / 1000).toFixed(1)} s`;
    say(`${alert}: ${what} ${when}`);
  };
  try {
    const wanted = drill.heardBy ?? HEARD_BY[expected.severity];
    const isAbout =
      drill.watch?.tells ??
      (({ alertnames, kind }: Notification) => alertnames.includes(alert) && kind !== "resolve");
    const told = async (): Promise<boolean> => {
      const arrived = (await arrivals(before)).filter(isAbout);
      return wanted.every((receiver) => arrived.some((each) => each.receiver === receiver));
    };
    const pending = await seen(patience, async () => isMoreThanQuiet(await state()));
    tell("pending", pending);
    const firing = await seen(patience, async () => (await state()) === "firing");
    tell("firing", firing);
    if (drill.toldAfterwards) await undo();
    const delivered = firing === undefined ? undefined : await seen(patience, told);
    tell(`delivered to ${wanted.join(" and ")}`, delivered);
    await undo();
    const ended = Date.now();
    const resolved = await seen(END_MS, async () => (await state()) === "quiet");
    tell("resolved", resolved, ended);
    const heard = (await arrivals(before)).filter(isAbout).map(({ receiver }) => receiver);
    return {
      alert,
      fault,
      pendingMs: since(pending),
      firingMs: since(firing),
      deliveredMs: since(delivered),
      worstMs: expected.worstMs,
      resolvedMs: resolved === undefined ? undefined : resolved - ended,
      heardBy: [...new Set(heard)].sort(),
      missing: missing({ firing, delivered, resolved }, wanted),
    };
  } finally {
    await undo();
  }
}

const NOTHING = {
  pendingMs: undefined,
  firingMs: undefined,
  deliveredMs: undefined,
  worstMs: undefined,
  resolvedMs: undefined,
  heardBy: [],
} as const;

async function causeOf({ alert, fault, cause }: Drill): Promise<Undo> {
  try {
    return await cause();
  } catch (error) {
    throw new Error(`${alert}: the fault could not be caused (${fault}).`, { cause: error });
  }
}

function isMoreThanQuiet(state: AlertState | undefined): boolean {
  return state !== undefined && state !== "quiet";
}

type Seen = Readonly<Record<"firing" | "delivered" | "resolved", number | undefined>>;

function missing(at: Seen, wanted: readonly Receiver[]): string | undefined {
  if (at.firing === undefined) return "it did not fire";
  if (at.delivered === undefined) return `it did not reach ${wanted.join(" and ")}`;
  return at.resolved === undefined ? "it did not resolve" : undefined;
}
