import { readFileSync } from "node:fs";
import { join } from "node:path";

import { writeWhole } from "../../tools/files";
import { PATHS } from "../paths";
import { Problem } from "../../tools/problem";
import { isMade, make, touch, withNeeds, type Stage } from "./stage";

/** Two cores: while one stage links on one of them, another can compile. */
const AT_ONCE = 2;
const HEARTBEAT_MS = 20_000;

/** `75` is `1m15s`. */
export function humanSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60
    ? `${whole}s`
    : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, "0")}s`;
}

/**
 * Builds the missing ones of some stages and of everything they need, and reports what is done and what is left. After
 * a failure it starts no further stage and stops the running ones.
 *
 * @throws Problem of the first stage that failed, with its programs' last output
 */
export async function build(
  stages: readonly Stage[],
  say: (line: string) => void = console.log,
): Promise<void> {
  const all = withNeeds(stages);
  const missing = all.filter((stage) => !isMade(stage));
  await Promise.all(all.filter((stage) => !missing.includes(stage)).map(touch));
  if (missing.length === 0) return;
  const times = new Times();
  const started = new Map<Stage, number>();
  const made = new Set<Stage>();
  const failures = new Map<Stage, unknown>();
  say(`Building ${missing.length} of ${all.length} parts, about ${left()}.`);

  function left(): string {
    const seconds = missing
      .filter((stage) => !made.has(stage))
      .map((stage) => Math.max(times.of(stage) - elapsed(stage), 1));
    // Two run at once: it takes at least half of the sum, and at least as long as the longest.
    const sum = seconds.reduce((total, each) => total + each, 0);
    return `${humanSeconds(Math.max(sum / AT_ONCE, ...seconds))} left`;
  }
  function elapsed(stage: Stage): number {
    const begin = started.get(stage);
    return begin === undefined ? 0 : (Date.now() - begin) / 1000;
  }
  function next(): Stage | undefined {
    return missing.find(
      (stage) =>
        !started.has(stage) &&
        stage.needs.every((need) => !missing.includes(need) || made.has(need)),
    );
  }
  const heartbeat = setInterval(() => {
    const running = missing.filter(
      (stage) => started.has(stage) && !made.has(stage) && !failures.has(stage),
    );
    const names = running.map((stage) => `${stage.name} ${humanSeconds(elapsed(stage))}`);
    say(`          … ${names.join(", ")}; about ${left()}`);
  }, HEARTBEAT_MS);

  await new Promise<void>((done) => {
    let busy = 0;
    const fill = (): void => {
      for (let stage = next(); stage && busy < AT_ONCE && failures.size === 0; stage = next()) {
        const current = stage;
        busy += 1;
        started.set(current, Date.now());
        make(current, ({ pid }) =>
          say(`          … ${current.name} is being built by process ${pid}`),
        )
          .then((here) => {
            made.add(current);
            if (here) times.record(current, elapsed(current));
            const count = `[${String(made.size).padStart(2)}/${missing.length}]`;
            say(`  ${count} ${current.name} ${humanSeconds(elapsed(current))}`);
          })
          .catch((error: unknown) => {
            failures.set(current, error);
            say(`  ${current.name} failed after ${humanSeconds(elapsed(current))}`);
          })
          .finally(() => {
            busy -= 1;
            fill();
          });
      }
      if (busy === 0) done();
    };
    fill();
  });
  clearInterval(heartbeat);
  for (const [stage, error] of failures) {
    if (error instanceof Problem) throw error;
    throw new Error(`${stage.name} could not be built.`, { cause: error });
  }
}

/** How long each stage took on this machine the last time. */
class Times {
  private readonly path = join(PATHS.cache, "times.json");
  private readonly seconds: Record<string, number>;

  constructor() {
    try {
      this.seconds = JSON.parse(readFileSync(this.path, "utf8")) as Record<string, number>;
    } catch {
      // Never built here, or the file is incomplete: the expected times are used.
      this.seconds = {};
    }
  }

  of(stage: Stage): number {
    return this.seconds[stage.name] ?? stage.expectedSeconds;
  }

  record(stage: Stage, seconds: number): void {
    this.seconds[stage.name] = seconds;
    writeWhole(this.path, JSON.stringify(this.seconds));
  }
}
