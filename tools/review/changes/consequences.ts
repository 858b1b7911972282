import type { Fact } from "../change";
import type { FieldDiff } from "../words/fields";
import { OLDER_GOES, shortens } from "./shortened";

const ANOTHER_STORE: Fact = { what: "is another store: what the one before has, stays there" };

const BACKED_UP_ELSEWHERE: Fact = {
  what: "earlier backups stay where they are: neither deleted by age nor found by a restore",
};

const TOLD_AGAIN =
  "alerts that fire are resolved, and notify again with the new label; long-term storage keeps what it has under the old one";

const RELABELLED: Fact = { what: TOLD_AGAIN };

const ALL_RELABELLED: Fact = {
  what: `every series begins anew, so objectives and comparisons with earlier weeks see nothing before; ${TOLD_AGAIN}`,
};

/** By the end of a field's path. A field that is new, or gone, changes no store. */
const CONSEQUENCES: readonly (readonly [path: RegExp, consequence: Fact])[] = [
  [/(?:^|\.)global\.external_labels\.environment$/, ALL_RELABELLED],
  [/(?:^|\.)global\.external_labels\.(?!prometheus_replica$|__replica__$)[^.]+$/, RELABELLED],
  [/(?:^|\.)(?:DATABASE_HOST|DATABASE_NAME|MONGODB_URI|KAFKA_BROKERS)(?:\.value)?$/, ANOTHER_STORE],
  [/(?:^|\.)database\.(?:host|name)$/, ANOTHER_STORE],
  [/(?:^|\.)FOLDER(?:\.value)?$/, BACKED_UP_ELSEWHERE],
];

/**
 * What is lost, or lost sight of, by a changed setting; undefined if nothing is known. Equal consequences are one object.
 */
export function consequenceOf(diff: FieldDiff): Fact | undefined {
  if (shortens(diff)) return OLDER_GOES;
  const path = diff.path.join(".");
  const [, found] = CONSEQUENCES.find(([pattern]) => pattern.test(path)) ?? [];
  if (found === ANOTHER_STORE && sharesHost(diff)) return undefined;
  const isLabel = found === RELABELLED || found === ALL_RELABELLED;
  return isLabel || (diff.from !== undefined && diff.to !== undefined) ? found : undefined;
}

/** Whether both values name a host in common, such as a cluster that has lost or gained a member. */
function sharesHost({ from, to }: FieldDiff): boolean {
  const [was, is] = [from, to].map(
    (value) =>
      String(value)
        .replace(/^[\w+]+:\/\//, "")
        .split("/")[0]
        ?.split(",") ?? [],
  );
  return was?.some((host) => is?.includes(host)) ?? false;
}
