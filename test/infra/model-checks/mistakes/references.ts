import { podOf, serversOf } from "../stack";
import { SECRETS_FOLDER } from "../../../../infra/objects/names";
import { CATALOGS } from "../../../../signals/catalogs";
import { expressions } from "./expressions";
import { slotsIn, type Slot, type Stack } from "./mistake";

/** Every place in a stack that refers to something else. */
export function references(stack: Stack): readonly Slot[] {
  return [
    ...stack.workloads.flatMap(objectReferences),
    ...stack.workloads.flatMap(textReferences),
    ...routingReferences(stack),
    ...linkReferences(stack),
    ...stack.dashboards.flatMap(({ uid, templating }) =>
      (templating.list ?? [])
        .filter(({ type }) => (type as string) === "datasource")
        .flatMap(({ current }) => slot(current, "value", uid, "datasource")),
    ),
    ...expressions(stack).flatMap(({ at, owner, value, set }) =>
      queryReferences(at, owner, value, set),
    ),
  ];
}

type MutablePart = Stack["workloads"][number];

/** A slot for a string field of an object. */
function slot<K extends string>(
  object: Partial<Record<K, unknown>> | undefined,
  key: K,
  owner: string,
  at: string,
): readonly Slot[] {
  const value = object?.[key];
  if (!object || typeof value !== "string") return [];
  return [
    { of: key, at: `${owner} ${at} ${key}`, owner, value, set: (text) => (object[key] = text) },
  ];
}

function objectReferences(part: MutablePart): readonly Slot[] {
  const { resource, roles } = part;
  const [server] = serversOf([part]);
  const owner = `${resource.metadata.namespace}/${resource.metadata.name}`;
  const pod = podOf(part);
  const [container] = pod.containers;
  return [
    ...slot(pod, "serviceAccountName", owner, "pod"),
    ...slot(resource.spec as { serviceName?: string }, "serviceName", owner, "workload"),
    ...(server?.service.spec.ports ?? []).flatMap((port, i) =>
      slot(port, "targetPort", owner, `port ${i}`),
    ),
    ...(["startupProbe", "readinessProbe", "livenessProbe"] as const).flatMap((probe) =>
      slot(container![probe]?.httpGet ?? container![probe]?.tcpSocket, "port", owner, probe),
    ),
    ...(container!.volumeMounts ?? []).flatMap((mount, i) =>
      slot(mount, "name", owner, `mount ${i}`),
    ),
    ...(server?.monitor?.spec.endpoints ?? []).flatMap((endpoint, i) =>
      slot(endpoint, "port", owner, `endpoint ${i}`),
    ),
    ...(pod.volumes ?? []).flatMap(({ projected, secret }, v) => [
      ...slot(secret, "secretName", owner, `volume ${v}`),
      ...(secret?.items ?? []).flatMap((item, i) => slot(item, "key", owner, `secret ${i}`)),
      ...(projected?.sources ?? []).flatMap(({ configMap }, s) =>
        configMap?.name === "kube-root-ca.crt"
          ? []
          : [
              ...slot(configMap, "name", owner, `source ${s}`),
              ...(configMap?.items ?? []).flatMap((item, i) =>
                slot(item, "key", owner, `source ${s} item ${i}`),
              ),
            ],
      ),
    ]),
    ...roles.flatMap((role) =>
      "roleRef" in role
        ? [
            ...slot(role.roleRef, "name", role.metadata.name, `${role.kind} roleRef`),
            ...(role.subjects ?? []).flatMap((subject, i) =>
              slot(subject, "name", role.metadata.name, `${role.kind} subject ${i}`),
            ),
          ]
        : [],
    ),
  ];
}

const SECRET = new RegExp(`${SECRETS_FOLDER}/([\\w.-]+)`);
const ADDRESS = /(?<![\w.-])([a-z0-9-]+(?:\.[a-z0-9-]+)?)\.(?:monitoring|autodealgenie)\.svc/;

/** The files and addresses in a workload's configuration. */
function textReferences(part: MutablePart): readonly Slot[] {
  const owner = `${part.resource.metadata.namespace}/${part.resource.metadata.name}`;
  const [container] = podOf(part).containers;
  const texts = [
    ...(container!.env ?? []).map((env) => ({
      at: env.name,
      text: env.value ?? "",
      set: (text: string) => (env.value = text),
    })),
    ...[container!.command ?? [], container!.args ?? []].flatMap((words) =>
      words.map((text, i) => ({ at: `word ${i}`, text, set: (word: string) => (words[i] = word) })),
    ),
    ...part.configMaps.flatMap(({ data = {} }) =>
      Object.entries(data).map(([at, text]) => ({
        at,
        text,
        set: (file: string) => (data[at] = file),
      })),
    ),
  ];
  return texts.flatMap(({ at, text, set }) =>
    [
      ...slotsIn(text, SECRET, set).map((found) => ({ ...found, of: "secret file" })),
      ...slotsIn(text, ADDRESS, set).map((found) => ({ ...found, of: "address" })),
    ].map((found, i) => ({ ...found, at: `${owner} ${at} ${found.of} ${i}`, owner })),
  );
}

function routingReferences({ routing }: Stack): readonly Slot[] {
  const inner = routing.route.routes ?? [];
  return [
    ...[routing.route, ...inner].flatMap((route, i) =>
      slot(route, "receiver", route.receiver, `route ${i}`),
    ),
    ...routing.inhibit_rules.flatMap(({ source_matchers, target_matchers }, i) =>
      [source_matchers, target_matchers].flatMap((matchers, side) =>
        matchers.flatMap((matcher, m) =>
          slotsIn(matcher, /^alertname!?=~?"(\w+)/, (text) => (matchers[m] = text as never)).map(
            (found) => ({
              ...found,
              of: "alert",
              at: `inhibition ${i} side ${side} matcher ${m}`,
              owner: `inhibition ${i} `,
            }),
          ),
        ),
      ),
    ),
  ];
}

function linkReferences({ ruleGroups }: Stack): readonly Slot[] {
  return ruleGroups.flatMap(({ name, rules }) =>
    rules.flatMap((rule, i) => {
      if (!("alert" in rule)) return [];
      const { annotations } = rule;
      return [
        ...slotsIn(
          annotations.dashboard_url,
          /\/d\/([^/?]+)/,
          (url) => (annotations.dashboard_url = url),
        ).map((found) => ({ ...found, of: "dashboard" })),
        ...slotsIn(
          annotations.runbook_url,
          /([^/]+)\.md$/,
          (url) => (annotations.runbook_url = url),
        ).map((found) => ({ ...found, of: "runbook" })),
      ].map((found) => ({ ...found, at: `${name} rule ${i} ${found.of}`, owner: rule.alert }));
    }),
  );
}

const LABELS = CATALOGS.flatMap(({ metrics }) => Object.values(metrics)).flatMap(({ labels }) =>
  Object.entries(labels),
);

/** Labels with a closed set of values, in any metric. */
const CLOSED = new Set(LABELS.map(([label]) => label));
for (const [label, values] of LABELS) if (values === null) CLOSED.delete(label);

/** The metrics, labels, values and variables in a query. */
function queryReferences(
  at: string,
  owner: string,
  expr: string,
  set: (expr: string) => void,
): readonly Slot[] {
  const found = [
    ...slotsIn(expr, /([a-zA-Z_][\w:]*)\{/, set).map((each) => ({ ...each, of: "metric" })),
    ...slotsIn(expr, /[{,](\w+)(?:=|!=|=~|!~)"/, set).map((each) => ({ ...each, of: "label" })),
    ...slotsIn(expr, /[{,]job="([^"]+)"/, set).map((each) => ({ ...each, of: "job" })),
    ...[...CLOSED].flatMap((label) =>
      slotsIn(expr, new RegExp(`[{,]${label}="([^"]+)"`), set).map((each) => ({
        ...each,
        of: "value",
      })),
    ),
    ...slotsIn(expr, /\$((?!__)\w+)/, set).map((each) => ({ ...each, of: "variable" })),
  ];
  return found.map((each, i) => ({ ...each, at: `${at} ${each.of} ${i}`, owner }));
}
