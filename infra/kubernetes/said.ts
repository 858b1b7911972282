import type { StackConfig } from "../settings/schema";
import { saidOf, type ServerKey, type ServerSettings } from "../settings/servers";
import type { PodTemplate } from "../objects/kubernetes";
import type { Labels } from "../objects/labels";
import type { Server, Workload, Workloads } from "./server";
import { eachChanged, isServer } from "./server";
import { podTemplateOf, withTemplate } from "./workload";

/** The labels and annotations that can be added to any object. */
export interface Marks {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Marked {
  readonly labels: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The labels and annotations for objects that belong to no single server. */
export function marksOfAll({ servers }: StackConfig): Marks {
  return servers.all;
}

/** Adds labels and annotations to an object. Its own take precedence, and no selector uses the added ones. */
export function marked<O extends { readonly metadata: Marked }>(object: O, marks: Marks): O {
  return { ...object, metadata: withMarks(object.metadata, marks) };
}

function withMarks<M extends Marked>(metadata: M, { labels, annotations }: Marks): M {
  const noted = { ...annotations, ...metadata.annotations };
  return {
    ...metadata,
    labels: { ...labels, ...metadata.labels },
    ...(Object.keys(noted).length > 0 && { annotations: noted }),
  };
}

/** Applies the settings of all servers, and of each: see settings/servers.ts. */
export function said<P extends Workloads>(workloads: P, { servers }: StackConfig): P {
  return eachChanged(workloads, (workload, name) =>
    withSaid(workload, saidOf(servers, keyOf(name))),
  );
}

/** The key of a workload in the settings: all shards of Prometheus have the same one. */
function keyOf(name: string): ServerKey {
  return name.replace(/Shard\d+$/, "") as ServerKey;
}

function withSaid<W extends Workload>(workload: W, settings: ServerSettings): W {
  const on = <O extends { readonly metadata: Marked }>(object: O) => marked(object, settings);
  const { account, configMaps, secret, roles, certificates } = workload;
  const template = withPods(podTemplateOf(workload.resource), settings);
  return {
    ...workload,
    account: marked(on(account), { labels: {}, annotations: settings.serviceAccountAnnotations }),
    configMaps: configMaps.map(on),
    secret: secret && on(secret),
    roles: roles.map(on),
    ...(certificates && { certificates: certificates.map(on) }),
    ...(isServer(workload) && endpoints(workload, on)),
    resource: on(withTemplate(workload.resource, template)),
  };
}

function endpoints(
  server: Server,
  on: <O extends { readonly metadata: Marked }>(object: O) => O,
): Partial<Server> {
  const { service, governing, monitor, sidecar, budget, autoscaler, ingresses } = server;
  return {
    service: on(service),
    ...(governing && { governing: on(governing) }),
    monitor: monitor && on(monitor),
    ...(sidecar && {
      sidecar: { ...sidecar, service: on(sidecar.service), monitor: on(sidecar.monitor) },
    }),
    ...(budget && { budget: on(budget) }),
    ...(autoscaler && { autoscaler: on(autoscaler) }),
    ...(ingresses && { ingresses: ingresses.map(on) }),
  };
}

function withPods(template: PodTemplate, settings: ServerSettings): PodTemplate {
  const { metadata = {}, spec } = template;
  const { labels, podLabels, podAnnotations, nodeSelector, tolerations } = settings;
  const annotations = { ...podAnnotations, ...metadata.annotations };
  return {
    ...template,
    metadata: {
      ...metadata,
      labels: { ...labels, ...podLabels, ...metadata.labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      containers: [],
      ...spec,
      ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
      ...(tolerations && { tolerations: tolerations.map(written) }),
    },
  };
}

/** A toleration without undefined fields. */
export function written(
  toleration: NonNullable<ServerSettings["tolerations"]>[number],
): NonNullable<NonNullable<PodTemplate["spec"]>["tolerations"]>[number] {
  return Object.fromEntries(
    Object.entries(toleration).filter(([, value]: [string, unknown]) => value !== undefined),
  );
}
