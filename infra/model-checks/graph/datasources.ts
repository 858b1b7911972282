import { load } from "js-yaml";

import type { Piece } from "../../kubernetes/server";
import type { Node } from "./graph";
import { placeOf } from "./parts";

/** The datasources that a part's files provision, by the uids under which dashboards know them. */
export function datasourcesOf(part: Piece): readonly Node[] {
  return part.configMaps
    .flatMap(({ data = {} }) => Object.values(data))
    .filter((text) => /^datasources:/m.test(text))
    .flatMap(
      (text) => (load(text) as { readonly datasources: readonly { uid?: string }[] }).datasources,
    )
    .map(({ uid }) => ({ kind: "datasource", name: String(uid), place: placeOf(part) }));
}
