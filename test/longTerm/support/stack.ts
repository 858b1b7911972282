import { load } from "js-yaml";

import type { StackInput } from "../../../infra/settings";
import type { PodTemplate } from "../../../infra/objects/kubernetes";
import { renderStack, type KubernetesManifest } from "../../../tools/render/render";

/** Of a rendered stack what runs in its pods: programs with their arguments, and the files that they read. */
export interface Pieces {
  /** A container's arguments. */
  readonly argsOf: (resource: string, container?: string) => readonly string[];
  /** The Secret of that name. */
  readonly secretOf: (name: string) => Readonly<Record<string, string>>;
  readonly configMapOf: (name: string) => Readonly<Record<string, string>>;
  readonly prometheusYml: Readonly<Record<string, unknown>>;
}

export const KEYS = { accessKey: "longterm", secretKey: "only-for-this-test" };
export const WRITER = { username: "prometheus", password: "only for remote write" };
export const BUCKET = "samples";

/** The dev stack with two replicas, Thanos, a bucket and somebody who is sent samples, each on this machine. */
export async function pieces(ports: {
  readonly minio: number;
  readonly victoriaMetrics: number;
}): Promise<Pieces> {
  const remoteWrite: StackInput["remoteWrite"] = [
    {
      name: "victoria",
      url: `http://127.0.0.1:${String(ports.victoriaMetrics)}/api/v1/write`,
      auth: { type: "basic", username: WRITER.username },
      replicaLabel: "none",
      drop: ["scrape_*"],
      queue: { batchSendDeadline: "1s" },
    },
  ];
  const { objects } = await renderStack("dev", {
    overrides: {
      prometheus: { replicas: 2 },
      thanos: {},
      objectStorage: {
        type: "s3",
        bucket: BUCKET,
        endpoint: `127.0.0.1:${String(ports.minio)}`,
        region: "us-east-1",
        insecure: true,
      },
      remoteWrite,
    },
    secrets: {
      objectStorageAccessKey: KEYS.accessKey,
      objectStorageSecretKey: KEYS.secretKey,
      "remoteWritePassword-victoria": WRITER.password,
    },
  });
  const find = (kinds: readonly string[], name: string): KubernetesManifest => {
    const found = objects.find(
      ({ kind, metadata }) => kinds.includes(kind) && metadata.name === name,
    );
    if (!found) throw new Error(`The stack has no ${kinds.join(" or ")} ${name}.`);
    return found;
  };
  const configMapOf = (name: string) => find(["ConfigMap"], name).data ?? {};
  return {
    argsOf: (resource, container = resource) => {
      const { spec } = find(["Deployment", "StatefulSet"], resource);
      const pod = (spec as { template: PodTemplate }).template.spec;
      const args = pod?.containers.find(({ name }) => name === container)?.args;
      if (!args) throw new Error(`${resource} has no container ${container} with arguments.`);
      return args;
    },
    secretOf: (name) => find(["Secret"], name).stringData ?? {},
    configMapOf,
    prometheusYml: load(configMapOf("prometheus-config")["prometheus.yml"] ?? "") as Readonly<
      Record<string, unknown>
    >,
  };
}
