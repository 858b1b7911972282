import { clusterOf } from "../../../infra/settings/cluster";
import { itemsOf } from "../answers";
import type { Check } from "../asked";
import { blockOf, isIn } from "../blocks";

/** Network policies that do not let Prometheus and kube-state-metrics reach the API server. */
export const apiServer: Check = {
  about: "API server",
  find({ config: { cluster }, answers }) {
    const { ports, blocks } = clusterOf(cluster).apiServer;
    const slices = itemsOf(answers.apiEndpoints);
    const seen = slices.flatMap((slice) =>
      (slice.endpoints ?? []).flatMap(({ addresses }) =>
        (slice.ports ?? []).flatMap(({ port }) =>
          addresses.flatMap((address) => (port === undefined ? [] : [{ address, port }])),
        ),
      ),
    );
    const closed = seen.filter(
      ({ address, port }) =>
        !ports.includes(port) || (blocks !== undefined && !isIn(address, blocks)),
    );
    if (closed.length === 0) return [];
    const allPorts = [...new Set([...ports, ...seen.map(({ port }) => port)])];
    const outside = closed.filter(({ address }) => blocks !== undefined && !isIn(address, blocks));
    return [
      {
        fails: true,
        what: "no network policy allows Prometheus and kube-state-metrics to reach the API server: they would find no targets",
        seen: closed.map(({ address, port }) => `${address} on port ${port}`).join(", "),
        set: [
          ...(allPorts.length > ports.length
            ? [{ path: "cluster.apiServer.ports", value: allPorts }]
            : []),
          ...(blocks !== undefined && outside.length > 0
            ? [
                {
                  path: "cluster.apiServer.blocks",
                  value: [
                    ...new Set([...blocks, ...outside.map(({ address }) => blockOf(address))]),
                  ],
                },
              ]
            : []),
        ],
      },
    ];
  },
};
