import { isReady, podsOf } from "../../../lab/clients/pods";

const readyBackends = async () => (await podsOf("backend")).filter(isReady).length;

/** The lowest number of Ready backend pods at any time during a change. */
export async function fewestDuring(made: Promise<unknown>): Promise<number> {
  let fewest = await readyBackends();
  const change = new AbortController();
  const end = made.finally(() => {
    change.abort();
  });
  while (!change.signal.aborted) fewest = Math.min(fewest, await readyBackends());
  await end;
  return fewest;
}
