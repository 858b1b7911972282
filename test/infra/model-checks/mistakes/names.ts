import { textOf, type Kind } from "../../../../infra/model-checks/graph/graph";
import { modelOf } from "../../../../infra/model-checks/graph";
import type { StackModel } from "../../../../infra/model-checks";
import { podOf, serversOf } from "../stack";
import type { Slot, Stack } from "./mistake";

/** A name that is declared in a list. */
export interface Name extends Slot {
  /** The list in which it has to be unique. */
  readonly scope: string;
  /** Removes the entry; undefined if only its name can be changed. */
  readonly drop?: () => unknown;
}

/** Every declared name that something else may refer to. */
export function declaredNames(stack: Stack): readonly Name[] {
  return [
    ...stack.workloads.flatMap(partNames),
    ...inList("receiver", "receivers", stack.routing.receivers, "name"),
    ...inList("dashboard", "dashboards", stack.dashboards, "uid"),
    ...inList("dashboard title", "dashboards", stack.dashboards, "title"),
    ...stack.dashboards.flatMap(({ uid, panels, templating }) => [
      ...inList("panel", uid, panels, "id", `${uid} `),
      ...inList("panel title", uid, panels, "title", `${uid} "`),
      ...inList("variable", uid, templating.list ?? [], "name", `${uid} $`),
      ...panels.flatMap(({ id, title, targets = [] }) =>
        inList(
          "query",
          `${uid} ${String(id)}`,
          targets as unknown as { refId: string }[],
          "refId",
          `${uid} ${String(id)} "${title ?? ""}" `,
        ),
      ),
    ]),
    ...inList("rule group", "rule groups", stack.ruleGroups, "name"),
    ...stack.ruleGroups.flatMap(({ name, rules }) => [
      ...onlyNames(
        "alert",
        name,
        rules.filter((rule) => "alert" in rule),
        "alert",
      ),
      ...onlyNames(
        "recording rule",
        name,
        rules.filter((rule) => "record" in rule),
        "record",
      ),
    ]),
    ...stack.runbooks.map((value, i): Name => ({
      of: "runbook",
      scope: "runbooks",
      at: `runbook ${value}`,
      owner: value,
      value,
      set: (name) => (stack.runbooks[i] = name),
      drop: () => stack.runbooks.splice(i, 1),
    })),
  ];
}

/** Names that something refers to: losing one of them is a mistake. */
export function usedNames(stack: Stack): readonly Name[] {
  const { graph } = modelOf(stack as StackModel);
  const used = new Set(graph.edges.map(({ to }) => textOf(to)));
  return declaredNames(stack).filter(
    ({ of, owner }) =>
      ["alert", "recording rule", "receiver"].includes(of) ||
      used.has(textOf({ kind: of as Kind, name: owner })),
  );
}

function partNames(part: Stack["workloads"][number]): readonly Name[] {
  const { resource, configMaps, secret, account } = part;
  const [server] = serversOf([part]);
  const pod = podOf(part);
  const name = `${resource.metadata.namespace}/${resource.metadata.name}`;
  const offered = server?.service;
  const ofService = `${resource.metadata.namespace}/${offered?.metadata.name ?? ""} `;
  return [
    ...inList("Service port", `Service ${name}`, offered?.spec.ports ?? [], "name", ofService),
    ...inList("container port", name, pod.containers[0]!.ports ?? [], "name", `${name} `),
    ...inList("volume", name, pod.volumes ?? [], "name", `${name} `),
    ...onlyNames(
      "ServiceAccount",
      `account ${name}`,
      [account.metadata],
      "name",
      `${account.metadata.namespace}/`,
    ),
    ...onlyNames(
      "ConfigMap",
      name,
      configMaps.map(({ metadata }) => metadata),
      "name",
      `${resource.metadata.namespace}/`,
    ),
    ...Object.keys(secret?.sources ?? {}).map((value): Name => ({
      of: "Secret key",
      scope: `Secret ${name}`,
      at: `${name} key ${value}`,
      owner: `${secret!.metadata.namespace}/${secret!.metadata.name}/${value}`,
      value,
      set(key) {
        secret!.sources[key] = secret!.sources[value];
        Reflect.deleteProperty(secret!.sources, value);
      },
      drop: () => Reflect.deleteProperty(secret!.sources, value),
    })),
    ...configMaps.flatMap(({ metadata, data = {} }) =>
      Object.keys(data).map((value): Name => ({
        of: "file",
        scope: `ConfigMap ${metadata.name}`,
        at: `${metadata.name} ${value}`,
        owner: `${metadata.namespace}/${metadata.name}/${value}`,
        value,
        set(key) {
          data[key] = data[value]!;
          Reflect.deleteProperty(data, value);
        },
        drop: () => Reflect.deleteProperty(data, value),
      })),
    ),
  ];
}

/** The same for entries that cannot be removed individually. */
function onlyNames<K extends string>(...args: Parameters<typeof inList<K>>): readonly Name[] {
  return inList(...args).map((name) => ({ ...name, drop: undefined }));
}

/**
 * The names of a list's entries.
 * @param key the field with the name
 * @param prefix a prefix for messages about the whole stack
 */
function inList<K extends string>(
  of: string,
  scope: string,
  list: readonly Partial<Record<K, unknown>>[],
  key: K,
  prefix = "",
): readonly Name[] {
  return list.map((item, i) => {
    const value = String(item[key]);
    return {
      of,
      scope: `${of} of ${scope}`,
      at: `${of} of ${scope} ${i}`,
      owner: prefix + value,
      value,
      set: (text) => (item[key] = typeof item[key] === "number" ? Number(text) : text),
      drop: () => (list as unknown[]).splice(list.indexOf(item), 1),
    };
  });
}
