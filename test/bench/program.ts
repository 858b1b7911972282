import { load } from "js-yaml";
import * as pulumi from "@pulumi/pulumi";
import { parser } from "@prometheus-io/lezer-promql";

import { scaleQuery } from "../../signals/promql/scale";
import { registeredBy } from "../../tools/render/mocks";
import type { KubernetesManifest } from "../../tools/render/objects";
import { renderStack, type Rendered } from "../../tools/render/render";
import { compareTrees } from "../../tools/review/compare";
import type { Tree } from "../../tools/review/model/model";
import { declaredRules } from "../support/declared";
import type { Benchmark } from "./benchmark";

const FACTOR = 5;
const queries = declaredRules.map(({ expr }) => expr);

class Finished extends pulumi.CustomResource {}

/** Only registers finished objects with Pulumi's mocks. */
function registered(objects: readonly KubernetesManifest[]): Promise<unknown> {
  return registeredBy(
    () => {
      for (const [i, object] of objects.entries()) {
        new Finished(`kubernetes:bench:${object.kind}`, `object-${i}`, object);
      }
    },
    () => "",
  );
}

const rendering: Benchmark<Rendered> = {
  name: "rendering prod, in a warm process",
  against: "registering its finished objects with Pulumi's mocks",
  why: "Unlike the baseline, it also plans the objects, checks their graph, and writes the files.",
  reach: { times: 3 },
  rounds: 5,
  cpu: true,
  setup: () => renderStack("prod"),
  work: () => renderStack("prod"),
  baseline: ({ objects }) => registered(objects),
};

const comparing: Benchmark<{ readonly base: Tree; readonly head: Tree }> = {
  name: "comparing prod with another prod",
  against: "js-yaml and JSON.parse reading the files of both",
  why: "Reading takes most of the time. The objects are then validated and compared semantically.",
  reach: { times: 2.5 },
  rounds: 5,
  cpu: true,
  setup: async () => {
    const { files } = await renderStack("prod");
    return { base: files, head: new Map([...files, ["grafana/grafana.ini", ""]]) };
  },
  work: ({ base, head }) => compareTrees(base, head),
  baseline: ({ base, head }) => [readAll(base), readAll(head)],
};

function readAll(tree: Tree): readonly unknown[] {
  return [...tree].flatMap(([path, text]): readonly unknown[] => {
    if (path.endsWith(".json")) return [JSON.parse(text)];
    return /\.ya?ml$/.test(path) ? [load(text)] : [];
  });
}

/** Every run has new texts, so that they are parsed and do not come from a cache. */
let seen = 0;
const fresh = () => queries.map((query) => `${query} # ${(seen += 1)}`);

const scaling: Benchmark = {
  name: "scaling every rule's query",
  against: "Prometheus's own grammar parsing it once",
  why: "Each query is parsed to find its durations, and written with the scaled ones.",
  reach: { times: 4 },
  cpu: true,
  work: () => {
    for (const query of fresh()) scaleQuery(query, FACTOR);
  },
  baseline: () => {
    for (const query of fresh()) parser.parse(query);
  },
};

export const programBenchmarks: readonly Benchmark[] = [rendering, comparing, scaling];
