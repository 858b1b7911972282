import { SECRETS_FOLDER } from "../names";
import type { Part } from "../objects";
import { CLUSTER_AUTHORITY } from "../volumes";
import { containersOf, nameOf, textsOf } from "./parts";

const SECRET_FILE = new RegExp(`${SECRETS_FOLDER}/([\\w.-]+)`, "g");

/** Whether each volume shows what exists, each mount a volume, and each secret file that is read is shown. */
export function fileFaults(part: Part): readonly string[] {
  return [...volumeFaults(part), ...mountFaults(part), ...secretFaults(part)];
}

function volumesOf({ workload }: Part) {
  return workload.spec.template.spec?.volumes ?? [];
}

function volumeFaults(part: Part): readonly string[] {
  const shown = volumesOf(part)
    .flatMap(({ projected }) => projected?.sources ?? [])
    .filter(({ configMap }) => configMap?.name !== CLUSTER_AUTHORITY)
    .flatMap(({ configMap }) =>
      (configMap?.items ?? []).map(({ key }) => `${String(configMap?.name)}/${key}`),
    );
  const there = part.configMaps.flatMap(({ metadata, data = {} }) =>
    Object.keys(data).map((key) => `${metadata.name}/${key}`),
  );
  const workload = nameOf(part.workload);
  return [
    ...without(shown, there).map((file) => `${workload} mounts ${file}, which no ConfigMap holds`),
    ...without(there, shown).map((file) => `${workload} does not mount its ConfigMap's ${file}`),
  ];
}

function mountFaults(part: Part): readonly string[] {
  const { workload } = part;
  const claims = workload.kind === "StatefulSet" ? (workload.spec.volumeClaimTemplates ?? []) : [];
  const volumes = [
    ...volumesOf(part).map(({ name }) => name),
    ...claims.map(({ metadata }) => metadata?.name ?? ""),
  ];
  const mounts = containersOf(part).flatMap(({ volumeMounts = [] }) =>
    volumeMounts.map(({ name }) => name),
  );
  return [
    ...without(mounts, volumes).map((name) => `${nameOf(workload)} mounts no such volume: ${name}`),
    ...without(volumes, mounts).map((name) => `${nameOf(workload)} never mounts volume ${name}`),
  ];
}

function secretFaults(part: Part): readonly string[] {
  const keys: readonly string[] = part.secret?.keys ?? [];
  const shown = volumesOf(part).flatMap(({ secret }) =>
    (secret?.items ?? []).map(({ key }) => key),
  );
  const read = textsOf(part).flatMap(({ where, text }) =>
    [...text.matchAll(SECRET_FILE)].map(([, key = ""]) => ({ where, key })),
  );
  const workload = nameOf(part.workload);
  return [
    ...without(shown, keys).map((key) => `${workload} mounts key ${key}, which its Secret has not`),
    ...read
      .filter(({ key }) => !shown.includes(key))
      .map(({ where, key }) => `${where} reads secret file ${key}, which is not mounted`),
    ...without(
      shown,
      read.map(({ key }) => key),
    ).map((key) => `${workload} mounts secret ${key}, which nothing reads`),
  ];
}

function without(some: readonly string[], others: readonly string[]): readonly string[] {
  return some.filter((item) => !others.includes(item));
}
