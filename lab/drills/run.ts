import type { AlertName } from "../../alert-rules/alerts";
import type { Notification, Receiver } from "../receivers/notification";
import { nothing, once, persistently } from "./background";
import type { AlertState, Drill } from "./drill";
import type { Expected } from "./expected";
import type { Turn } from "./schedule";
import { arrivals, HEARD_BY, lastNotification, seenWithin, stateOf } from "./timeline";

/** The result of a drill. Times are in milliseconds since the fault was in effect, unless stated otherwise. */
export interface Outcome {
  readonly alert: AlertName;
  readonly fault: string;
  readonly pendingMs: number | undefined;
  readonly firingMs: number | undefined;
  /** When the last of the expected receivers was notified. */
  readonly deliveredMs: number | undefined;
  readonly worstMs: number | undefined;
  /** Time since the end of the fault. */
  readonly resolvedMs: number | undefined;
  readonly heardBy: readonly string[];
  /** How many attempts it took. @default 1 */
  readonly attempts?: number;
  /** What did not happen, as a sentence; undefined if the alert is proven. */
  readonly missing: string | undefined;
}

interface RunOptions {
  readonly say: (line: string) => void;
  /** For drills that run side by side. */
  readonly turn?: Turn;
  /** Ends the fault and stops waiting. */
  readonly signal?: AbortSignal;
}

/** Added to the computed worst case: the time that the machine needs to start and stop things. */
const SLACK_MS = 60_000;

/** An objective's alert looks back half an hour, which is still three minutes at the usual time scale. */
const END_MS = 6 * 60_000;

/**
 * The worst case is computed for an idle machine, and for a fault that is measurable as soon as it starts. Here several
 * faults share one machine, and an answer that takes seven seconds is counted only after seven seconds. No time scale
 * shortens that.
 */
export const MACHINE_MS = 30_000;

/**
 * Causes a fault, waits for its notification, ends the fault, and waits until the alert has resolved.
 *
 * @throws if the fault cannot be caused or ended
 */
export async function run(
  drill: Drill,
  expected: Expected,
  { say, turn, signal }: RunOptions,
): Promise<Outcome> {
  const { alert, fault } = drill;
  const severity = drill.severity ?? expected.severity;
  const state = drill.watch?.state ?? (() => stateOf(alert, severity));
  const patience = expected.worstMs + SLACK_MS;
  const seen = (patienceMs: number, is: () => Promise<boolean>) =>
    seenWithin(patienceMs, is, signal);
  const quietWithin = (patienceMs: number) =>
    during(drill.normally ?? nothing, () =>
      seen(patienceMs, async () => (await state()) === "quiet"),
    );
  const quiet = await quietWithin(patience);
  if (quiet === undefined)
    return { ...NOTHING, alert, fault, missing: "it fired before the fault" };
  await turn?.together();
  const before = await lastNotification();
  say(`${alert}: ${fault}`);
  const undo = once(persistently(await drill.cause()));
  const caused = Date.now();
  const since = (time: number | undefined): number | undefined =>
    time === undefined ? undefined : Math.max(0, time - caused);
  const tell = (what: string, time: number | undefined, from = caused): void => {
    const when = time === undefined ? "never" : `after ${((time - from) / 1000).toFixed(1)} s`;
    say(`${alert}: ${what} ${when}`);
  };
  try {
    const wanted = drill.heardBy ?? HEARD_BY[severity];
    const isAbout =
      drill.watch?.tells ??
      (({ alertnames, kind }: Notification) => alertnames.includes(alert) && kind !== "resolve");
    const told = async (): Promise<boolean> => {
      const arrived = (await arrivals(before)).filter(isAbout);
      return wanted.every((receiver) => arrived.some((each) => each.receiver === receiver));
    };
    const pending = await seen(patience, async () => isMoreThanQuiet(await state()));
    tell("pending", pending);
    const firing =
      pending === undefined
        ? undefined
        : await seen(patience, async () => (await state()) === "firing");
    tell("firing", firing);
    if (drill.toldAfterwards) await undo();
    const delivered = firing === undefined ? undefined : await seen(patience, told);
    tell(`delivered to ${wanted.join(" and ")}`, delivered);
    await undo();
    turn?.ended();
    const ended = Date.now();
    const resolved = await quietWithin(END_MS);
    tell("resolved", resolved, ended);
    const heard = (await arrivals(before)).filter(isAbout).map(({ receiver }) => receiver);
    const deliveredMs = since(delivered);
    const resolvedMs = resolved === undefined ? undefined : resolved - ended;
    return {
      alert,
      fault,
      pendingMs: since(pending),
      firingMs: since(firing),
      deliveredMs,
      worstMs: expected.worstMs,
      resolvedMs,
      heardBy: [...new Set(heard)].sort(),
      missing: missing({ firing, deliveredMs, resolvedMs }, expected.worstMs, wanted),
    };
  } finally {
    await undo();
  }
}

/** Does some work while something runs in the background, which is ended afterwards. */
async function during<T>(begin: Drill["cause"], work: () => Promise<T>): Promise<T> {
  const end = persistently(await begin());
  try {
    return await work();
  } finally {
    await end();
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

/** The outcome of a drill that failed with an error. */
export function broken({ alert, fault }: Drill, error: unknown): Outcome {
  const why = error instanceof Error ? error.message : String(error);
  const line = why.replaceAll(/\s*\n\s*/g, " ");
  return { ...NOTHING, alert, fault, missing: `the drill could not run: ${line}` };
}

function isMoreThanQuiet(state: AlertState | undefined): boolean {
  return state !== undefined && state !== "quiet";
}

interface Seen {
  readonly firing: number | undefined;
  readonly deliveredMs: number | undefined;
  readonly resolvedMs: number | undefined;
}

function missing(
  { firing, deliveredMs, resolvedMs }: Seen,
  worstMs: number,
  wanted: readonly Receiver[],
): string | undefined {
  if (firing === undefined) return "it did not fire";
  if (deliveredMs === undefined) return `it did not reach ${wanted.join(" and ")}`;
  const late = deliveredMs - worstMs - MACHINE_MS;
  if (late > 0) return `it was ${(late / 1000).toFixed(1)} s later than its worst case`;
  return resolvedMs === undefined ? "it did not resolve" : undefined;
}
