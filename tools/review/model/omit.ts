/** A record without some of its keys. */
export function omit<T extends object, K extends keyof T>(
  record: T,
  ...keys: readonly K[]
): Omit<T, K> {
  const left = Object.entries(record).filter(
    ([key]) => !(keys as readonly PropertyKey[]).includes(key),
  );
  return Object.fromEntries(left) as Omit<T, K>;
}
