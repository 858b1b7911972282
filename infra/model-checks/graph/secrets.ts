import { SECRETS_FOLDER } from "../../objects/names";
import type { Piece } from "../../kubernetes/server";
import { keysOf } from "../../kubernetes/secret";
import { volumesOf } from "./files";
import type { Edge, Graph, Node } from "./graph";
import { nameOf, objectNode, placeOf, textsOf } from "./parts";

const SECRET_FILE = new RegExp(`${SECRETS_FOLDER}/([\\w.-]+)`, "g");

/** The keys of a part's Secret, the files that show them, and the settings that name those files. */
export function secretGraph(part: Piece): Graph {
  const { secret, workload } = part;
  const place = placeOf(part);
  const pods = objectNode(part, workload);
  const keys = (secret ? keysOf(secret) : []).map((key): Node => ({
    kind: "Secret key",
    name: `${nameOf(secret ?? workload)}/${key}`,
    place,
    needed: {
      missing: "no volume shows it",
      why: "The server does not get it, and whoever sets it sets it for nothing.",
      fix: "Show it, as secretFolder() does, or leave the key out.",
    },
  }));
  const shown = volumesOf(part)
    .flatMap((volume) => [
      ...(volume.secret ? [{ name: volume.secret.secretName, items: volume.secret.items }] : []),
      ...(volume.name === "secrets" ? (volume.projected?.sources ?? []) : []).flatMap(
        (source) => source.secret ?? [],
      ),
    ])
    .flatMap(({ name = "", items = [] }) =>
      items.map(({ key, path }) => ({
        file: secretFile(part, path),
        // What keys a Secret of somebody else's has is not known here.
        ...(name === workload.metadata.name && {
          key: `${workload.metadata.namespace}/${name}/${key}`,
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
                why: "The pod waits for a key that never comes.",
              },
            ],
      ),
      ...textsOf(part).flatMap(({ at, text }) =>
        [...text.matchAll(SECRET_FILE)].map(([, path = ""]): Edge => ({
          from: pods,
          verb: `(${at}) reads`,
          to: secretFile(part, path),
          why: "The server ends at its start, or is refused by whom the secret is for.",
        })),
      ),
    ],
  };
}

function secretFile(part: Piece, path: string): Node {
  return {
    kind: "secret file",
    name: `${nameOf(part.workload)} ${SECRETS_FOLDER}/${path}`,
    place: placeOf(part),
    needed: {
      missing: "nothing reads it",
      why: "A secret lies where nobody needs it.",
      fix: "Name its file in the server's settings, or do not mount it.",
    },
  };
}
