/**
 * The name of the elected replica, whose samples are stored, on Cortex's page about its tracker.
 *
 * @throws if there is not exactly one
 */
export function electedIn(page: string): string {
  const [name, ...more] = new Set(page.match(/prometheus-\d/g));
  if (name === undefined || more.length > 0) throw new Error(`Its tracker shows ${page}`);
  return name;
}
