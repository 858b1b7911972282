import { SECRETS_FOLDER } from "../../objects/names";
import type { Workload } from "../../kubernetes/server";
import { keysOf } from "../../kubernetes/secret";
import { volumesOf } from "./files";
import type { Edge, Graph, Node } from "./graph";
import { nameOf, objectNode, placeOf, textsOf } from "./workloads";

const SECRET_FILE = new RegExp(`${SECRETS_FOLDER}/([\\w.-]+)`, "g");

/** The keys of a workload's Secret, the files that contain them, and the settings that name those files. */
export function secretGraph(workload: Workload): Graph {
  const { secret, resource } = workload;
  const place = placeOf(workload);
  const pods = objectNode(workload, resource);
  const keys = (secret ? keysOf(secret) : []).map((key): Node => ({
    kind: "Secret key",
    name: `${nameOf(secret ?? resource)}/${key}`,
    place,
    needed: {
      missing: "no volume contains it",
      why: "The server never gets it, so setting it has no effect.",
      fix: "Mount it, as secretFolder() does, or remove the key.",
    },
  }));
  const shown = volumesOf(workload)
    .flatMap((volume) => [
      ...(volume.secret ? [{ name: volume.secret.secretName, items: volume.secret.items }] : []),
      ...(volume.name === "secrets" ? (volume.projected?.sources ?? []) : []).flatMap(
        (source) => source.secret ?? [],
      ),
    ])
    .flatMap(({ name = "", items = [] }) =>
      items.map(({ key, path }) => ({
        file: secretFile(workload, path),
        // The keys of Secrets that the stack does not own are unknown here.
        ...(name === resource.metadata.name && {
          key: `${resource.metadata.namespace}/${name}/${key}`,
        }),
      })),
    );
  return {
    nodes: [...keys, ...shown.map(({ file }) => file)],
    edges: [
      ...shown.flatMap(({ file, key }): readonly Edge[] =>
        key === undefined
          ? []
          : [
              {
                from: file,
                verb: "shows",
                to: { kind: "Secret key", name: key },
                why: "The pod waits forever for a missing key.",
              },
            ],
      ),
      ...textsOf(workload).flatMap(({ at, text }) =>
        [...text.matchAll(SECRET_FILE)].map(([, path = ""]): Edge => ({
          from: pods,
          verb: `(${at}) reads`,
          to: secretFile(workload, path),
          why: "The server exits at startup, or is rejected by the service that the secret is for.",
        })),
      ),
    ],
  };
}

function secretFile(workload: Workload, path: string): Node {
  return {
    kind: "secret file",
    name: `${nameOf(workload.resource)} ${SECRETS_FOLDER}/${path}`,
    place: placeOf(workload),
    needed: {
      missing: "nothing reads it",
      why: "A secret is mounted where nothing uses it.",
      fix: "Name its file in the server's settings, or do not mount it.",
    },
  };
}
