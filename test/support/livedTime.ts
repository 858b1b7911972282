const TICK_MS = 50;

/**
 * Begins to measure time as this process has it: while the machine has no turn for the process, it stands still. For
 * upper bounds of what is to end by itself, in this process or by its own clock.
 *
 * @returns what ends it, and tells how many milliseconds have gone by
 */
export function livedTime(): () => number {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), TICK_MS);
  return () => {
    clearInterval(timer);
    return ticks * TICK_MS;
  };
}
