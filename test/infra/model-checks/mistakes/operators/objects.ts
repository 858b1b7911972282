import { podOf, serversOf, templateOf } from "../../stack";
import type { Operator, Place } from "../mistake";

const dropPart: Operator = {
  name: "drop a server with all that belongs to it",
  places: ({ workloads: parts }) =>
    parts.map(({ resource: { metadata } }, i) => ({
      at: metadata.name,
      make() {
        parts.splice(i, 1);
        return [metadata.name];
      },
    })),
};

const dropMonitor: Operator = {
  name: "drop a ServiceMonitor",
  places: ({ workloads: parts }) =>
    serversOf(parts)
      .filter(({ monitor }) => monitor)
      .map((part) => ({
        at: part.resource.metadata.name,
        make() {
          Reflect.deleteProperty(part, "monitor");
          return [part.resource.metadata.name];
        },
      })),
};

const dropScrape: Operator = {
  name: "drop a scrape of the nodes",
  places: ({ nodeScrapes }) =>
    nodeScrapes.map(({ job_name }, i) => ({
      at: job_name,
      make() {
        nodeScrapes.splice(i, 1);
        return [job_name];
      },
    })),
};

const stopPods: Operator = {
  name: "run no pod of what is scraped",
  places: ({ workloads: parts }) =>
    serversOf(parts)
      .filter(({ monitor }) => monitor)
      .map(({ resource }) => ({
        at: resource.metadata.name,
        make() {
          resource.spec.replicas = 0;
          return [resource.metadata.name];
        },
      })),
};

const dropMount: Operator = {
  name: "drop a mount or a volume's source",
  places: ({ workloads: parts }) =>
    parts.flatMap((part) => {
      const { resource } = part;
      const pod = podOf(part);
      const name = `${resource.metadata.namespace}/${resource.metadata.name}`;
      const mounts = pod.containers[0]!.volumeMounts ?? [];
      const sources = (pod.volumes ?? []).flatMap(({ projected, secret }) => [
        ...(projected?.sources ?? []).flatMap(({ configMap }) =>
          configMap && configMap.name !== "kube-root-ca.crt" ? [configMap.items ?? []] : [],
        ),
        ...(secret ? [secret.items ?? []] : []),
      ]);
      return [
        ...removals(mounts, `${name} mounts`, ({ name: volume }) => `${name} ${volume}`),
        ...sources.flatMap((items, s) => removals(items, `${name} source ${s}`, ({ key }) => key)),
      ];
    }),
};

const dropSetting: Operator = {
  name: "drop a setting that names a secret's file",
  places: ({ workloads: parts }) =>
    parts.flatMap((part) => {
      const [container] = podOf(part).containers;
      return removals(
        container!.env ?? [],
        part.resource.metadata.name,
        ({ value }) => value ?? "",
      ).filter(({ at }) => at.includes("/etc/secrets/"));
    }),
};

const strayLabels: Operator = {
  name: "point a selector elsewhere",
  places: ({ workloads: parts }) =>
    serversOf(parts).flatMap(({ service, resource, monitor }) => {
      const name = resource.metadata.name;
      const labels: readonly (readonly [string, Record<string, string> | undefined])[] = [
        ["Service's selector", service.spec.selector],
        ["workload's selector", resource.spec.selector.matchLabels],
        ["pods' labels", templateOf(resource).metadata!.labels],
        ["monitor's selector", monitor?.spec.selector.matchLabels],
        ["Service's labels", monitor ? service.metadata.labels : undefined],
      ];
      const names = parts
        .map((part) => part.resource.metadata.name)
        .filter((each) => each !== name);
      return labels.flatMap(([what, map]) => {
        if (!map) return [];
        return {
          at: `${name} ${what}`,
          make(chance: number) {
            map["app.kubernetes.io/name"] = [...names, "nothing"][chance % (names.length + 1)]!;
            return [name];
          },
        };
      });
    }),
};

const emptySelector: Operator = {
  name: "empty a selector",
  places: ({ workloads: parts }) =>
    serversOf(parts).flatMap(({ service, resource, monitor }) =>
      [service.spec, resource.spec.selector, monitor?.spec.selector].flatMap((spec, i) => {
        if (!spec) return [];
        return {
          at: `${resource.metadata.name} ${i}`,
          make() {
            Object.assign(spec, i === 0 ? { selector: {} } : { matchLabels: {} });
            return [resource.metadata.name];
          },
        };
      }),
    ),
};

const otherNamespace: Operator = {
  name: "move a monitor to another namespace",
  places: ({ workloads: parts }) =>
    serversOf(parts).flatMap(({ monitor }) => {
      if (!monitor) return [];
      const { metadata } = monitor;
      return {
        at: metadata.name,
        make() {
          metadata.namespace = metadata.namespace === "monitoring" ? "autodealgenie" : "monitoring";
          return [metadata.name];
        },
      };
    }),
};

const largeMap: Operator = {
  name: "enlarge a file beyond what a ConfigMap holds",
  places: ({ workloads: parts }) =>
    parts.flatMap(({ configMaps }) =>
      configMaps.flatMap(({ metadata, data = {} }) =>
        Object.keys(data).map((file) => ({
          at: `${metadata.name} ${file}`,
          make(chance: number) {
            data[file] = `${data[file]!}${" ".repeat(262_144 + (chance % 1000))}`;
            return [metadata.name];
          },
        })),
      ),
    ),
};

function removals<T>(list: T[], where: string, nameOf: (item: T) => string): readonly Place[] {
  return list.map((item, i) => ({
    at: `${where} ${i} ${nameOf(item)}`,
    make() {
      list.splice(i, 1);
      return [nameOf(item)];
    },
  }));
}

const dropRight: Operator = {
  name: "take away a right by which targets are found",
  places: ({ workloads: parts }) =>
    parts.flatMap(({ roles, resource }) =>
      resource.metadata.name !== "prometheus"
        ? []
        : roles.flatMap((role) =>
            "rules" in role
              ? (role.rules ?? []).flatMap((rule, i) =>
                  removals(
                    rule.resources ?? [],
                    `${role.kind} ${role.metadata.name} rule ${i}`,
                    (resource) => resource,
                  ),
                )
              : [],
          ),
    ),
};

/** Kubernetes objects that do not fit together. */
export const objectOperators: readonly Operator[] = [
  dropPart,
  dropMonitor,
  dropScrape,
  stopPods,
  dropMount,
  dropSetting,
  strayLabels,
  emptySelector,
  otherNamespace,
  largeMap,
  dropRight,
];
