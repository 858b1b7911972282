import type { Operator, Stack } from "../mistake";

type Policy = Stack["network"]["policies"][number];

const nameOf = ({ metadata }: Policy) => `${metadata.namespace}/${metadata.name}`;

const dropPolicy: Operator = {
  name: "drop a network policy",
  places: ({ network: { policies } }) =>
    policies.map((policy, i) => ({
      at: nameOf(policy),
      make() {
        policies.splice(i, 1);
        return [nameOf(policy)];
      },
    })),
};

/** The rules of a policy, with the peers in each. */
function rulesOf({ spec: { ingress = [], egress = [] } }: Policy) {
  return [
    ...ingress.map(({ from = [], ports = [] }) => ({ peers: from, ports })),
    ...egress.map(({ to = [], ports = [] }) => ({ peers: to, ports })),
  ];
}

const strayPolicy: Operator = {
  name: "have a network policy be about other pods",
  places: ({ network: { policies } }) =>
    policies.flatMap((policy) => {
      const labels = policy.spec.podSelector.matchLabels;
      const app = labels?.["app.kubernetes.io/name"];
      if (!labels || app === undefined) return [];
      return {
        at: nameOf(policy),
        make(chance) {
          labels["app.kubernetes.io/name"] = `${app}${chance % 2 === 0 ? "x" : "-server"}`;
          return [nameOf(policy)];
        },
      };
    }),
};

const strayPeer: Operator = {
  name: "have a network policy name other peers",
  places: ({ network: { policies } }) =>
    policies.flatMap((policy) =>
      rulesOf(policy).flatMap(({ peers }, i) =>
        peers.flatMap(({ podSelector }) => {
          const labels = podSelector?.matchLabels;
          const app = labels?.["app.kubernetes.io/name"];
          if (!labels || app === undefined) return [];
          return {
            at: `${nameOf(policy)} rule ${i} ${app}`,
            make() {
              labels["app.kubernetes.io/name"] = `${app}x`;
              return [nameOf(policy)];
            },
          };
        }),
      ),
    ),
};

const otherPort: Operator = {
  name: "have a network policy open another port",
  places: ({ network: { policies } }) =>
    policies.flatMap((policy) =>
      rulesOf(policy).flatMap(({ ports }, i) =>
        ports.map((port, j) => ({
          at: `${nameOf(policy)} rule ${i} port ${String(port.port)} ${j}`,
          make(chance) {
            const before = String(port.port);
            port.port = Number(before) + 1 + (chance % 100);
            // Then the original port is missing.
            return [`${String(port.protocol)} ${before}`];
          },
        })),
      ),
    ),
};

/** Policies that do not allow what they should. */
export const networkOperators: readonly Operator[] = [
  dropPolicy,
  strayPolicy,
  strayPeer,
  otherPort,
];
