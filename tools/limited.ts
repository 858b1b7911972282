/**
 * Does some work for each item, with a limit on how many run at the same time.
 *
 * @returns the results, in the order of the items; rejects with the first error
 */
export async function limited<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      results[i] = await work(items[i] as T);
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
