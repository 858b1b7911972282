const TICK_MS = 50;

/**
 * Measures time that does not advance while the machine has no CPU time for this process. Use it for upper bounds on
 * what ends by itself, in this process or by its own clock.
 *
 * @returns a function that stops the measurement and returns the milliseconds
 */
export function livedTime(): () => number {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), TICK_MS);
  return () => {
    clearInterval(timer);
    return ticks * TICK_MS;
  };
}
