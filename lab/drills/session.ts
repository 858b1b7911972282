import { scaledTimes } from "../../infra/rendered-config/times";
import { eventually } from "../../tools/polling";
import { activeTargets } from "../clients/prometheus";
import { FILES } from "../cluster/folders";
import type { LabSettings } from "../deploy/labSettings";
import { holding, type Holder } from "../lock";
import { Problem } from "../../tools/problem";
import { up } from "../up";
import type { Drill } from "./drill";
import { expectations, type Expectations } from "./expected";
import { broken, run, type Outcome } from "./run";
import { AT_ONCE, byFault, settingsFor, sideBySide, type Turn } from "./schedule";

const ANSWERED_SECONDS = 120;

interface SessionOptions {
  /** Divides every interval, window and wait of the stack. */
  readonly timeScale: number;
  readonly say: (line: string) => void;
  /** Ends every running fault, and starts no more. */
  readonly signal?: AbortSignal;
}

/**
 * Runs drills, each as soon as the running ones do not disturb it, in a stack with the settings of all of them. A drill
 * that fails gets a second attempt on its own. Afterwards the stack gets its previous settings back, except for the
 * time scale.
 *
 * @returns the outcome of each, in the order of the drills, without those that had not started when the signal came
 * @throws Problem if another process is running drills
 */
export async function session(
  drills: readonly Drill[],
  options: SessionOptions,
): Promise<readonly Outcome[]> {
  const lock = { path: `${FILES.lock}.drill`, command: "npm run drill", whenHeld: refuse };
  return holding(lock, async () => {
    const outcomes = new Map<string, Outcome>();
    const settings = settingsFor(drills);
    try {
      const expected = await stackSet(settings, options);
      const watch = async (drill: Drill, turn?: Turn): Promise<void> => {
        if (options.signal?.aborted) return;
        outcomes.set(
          drill.alert,
          await attempt(drill, expected, { ...options, ...(turn && { turn }) }),
        );
      };
      await sideBySide(byFault(drills), AT_ONCE, watch);
      for (const drill of drills) {
        const first = outcomes.get(drill.alert);
        if (first?.missing === undefined || options.signal?.aborted) continue;
        options.say(`${drill.alert}: ${first.missing}; trying again, alone`);
        await watch(drill);
        outcomes.set(drill.alert, { ...(outcomes.get(drill.alert) ?? first), attempts: 2 });
      }
    } finally {
      if (Object.keys(settings).length > 0) await stackSet({}, options);
    }
    return drills.flatMap(({ alert }) => outcomes.get(alert) ?? []);
  });
}

interface AttemptOptions extends SessionOptions {
  readonly turn?: Turn;
}

/** Runs one drill. Never rejects. */
async function attempt(
  drill: Drill,
  expected: Expectations,
  { timeScale, ...options }: AttemptOptions,
): Promise<Outcome> {
  const its = expected.get(drill.alert);
  if (its === undefined) return broken(drill, new Error("The stack has no such alert."));
  const worstMs = drill.watch?.worstMs(scaledTimes(timeScale)) ?? its.worstMs;
  return run(drill, { ...its, worstMs }, options).catch((error: unknown) => broken(drill, error));
}

/**
 * Deploys the local cluster's stack with some settings.
 *
 * @returns what to expect of each alert in that stack
 */
async function stackSet(
  settings: LabSettings,
  { timeScale, say }: SessionOptions,
): Promise<Expectations> {
  const { stack } = await up({ timeScale, settings, say });
  // A new pod is Ready before it is scraped, and the scrape of a pod that is gone fails for a moment.
  await eventually("every target answers", ANSWERED_SECONDS, async () => {
    const missed = (await activeTargets()).filter(({ health }) => health !== "up");
    if (missed.length > 0) throw new Error(missed.map(({ labels }) => labels.job).join(", "));
  });
  return expectations(stack, timeScale, settings.notifications);
}

function refuse({ pid, since }: Holder): Promise<never> {
  return Promise.reject(
    new Problem(
      `Process ${String(pid)} has been running drills since ${since}.`,
      "Wait until it is done, or stop it with Ctrl-C.",
    ),
  );
}
