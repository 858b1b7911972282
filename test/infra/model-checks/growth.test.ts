import { findings } from "../../../infra/model-checks";
import { listOf, type ScrapedWorkloads } from "../../../infra/kubernetes/network/flows";
import { networkPolicies } from "../../../infra/kubernetes/network/policies";
import { buildStack } from "../../../infra/plan";
import { madeGroups, withServers } from "../../bench/made";
import { settings } from "../../support/stacks";
import { worstDelays } from "../../../infra/alert-delivery/delay";

const { declared } = buildStack(settings("dev"));
const { times, network } = declared;

/** The number of property reads of a plain object, at any depth, during some work. */
function readsOf<T extends object>(made: T, work: (counted: T) => unknown): number {
  let reads = 0;
  const proxies = new WeakMap<object, unknown>();
  const counted = <V>(value: V): V => {
    if (typeof value !== "object" || value === null) return value;
    const known = proxies.get(value);
    if (known !== undefined) return known as V;
    const proxy = new Proxy(value, {
      get(target, key, receiver) {
        reads += 1;
        return counted(Reflect.get(target, key, receiver) as unknown);
      },
    });
    proxies.set(value, proxy);
    return proxy;
  };
  work(counted(made));
  return reads;
}

/** The additional reads for a number of items, and from there for twice as many. */
function steps(reads: (count: number) => number): readonly [number, number] {
  const [first = 0, second = 0, third = 0] = [20, 40, 80].map(reads);
  return [second - first, third - second];
}

const withMore = (count: number): ScrapedWorkloads => withServers(network.parts, count, times);

it.each<[string, (count: number) => number]>([
  [
    "the network policies",
    (count) =>
      readsOf(withMore(count), (workloads) => networkPolicies(workloads, network.settings)),
  ],
  [
    "the checks",
    (count) => {
      const workloads = withMore(count);
      const policies = networkPolicies(workloads, network.settings);
      const stack = {
        ...declared,
        workloads: listOf(workloads),
        network: { ...network, parts: workloads, policies },
      };
      return readsOf(stack, (counted) => expect(findings(counted)).toEqual([]));
    },
  ],
  [
    "the delays of alerts",
    (count) => readsOf(madeGroups(count), (groups) => worstDelays(groups, times, 3)),
  ],
])("%s read about twice as much for twice as many items, not four times as much", (_, reads) => {
  const [once, twice] = steps(reads);
  // From 20 to 40 items and from 40 to 80: quadratic growth would be four times as much.
  expect(twice / once).toBeGreaterThan(1.5);
  expect(twice / once).toBeLessThan(2.5);
});
