import type { AlertmanagerConfig, Receiver, Route } from "./alertmanager";

/** Every route without a receiver, receiver without a route, and receiver that tells nobody. None when all is well. */
export function routeFaults({ route, receivers }: AlertmanagerConfig): readonly string[] {
  const wanted = new Set(receiversOf(route));
  const there = new Set(receivers.map(({ name }) => name));
  return [
    ...[...wanted]
      .filter((name) => !there.has(name))
      .map((name) => `a route leads to "${name}", which is no receiver`),
    ...[...there]
      .filter((name) => !wanted.has(name))
      .map((name) => `no route leads to receiver "${name}"`),
    ...receivers.filter(isEmpty).map(({ name }) => `receiver "${name}" tells nobody`),
  ].map((fault) => `alertmanager.yml: ${fault}`);
}

function receiversOf({ receiver, routes = [] }: Route): readonly string[] {
  return [receiver, ...routes.flatMap(receiversOf)];
}

function isEmpty(receiver: Receiver): boolean {
  return Object.values(receiver).every((value: string | readonly object[]) =>
    typeof value === "string" ? true : value.length === 0,
  );
}
