import { isDeepStrictEqual } from "node:util";

import type { Stack } from "@pulumi/pulumi/automation";

import { RUN_IMAGES } from "../../../lab/builder/runImages";
import { nameImage } from "../../../lab/cluster/images";
import { isReady } from "../../../lab/clients/pods";
import type { LabSettings } from "../../../lab/deploy/labSettings";
import { up } from "../../../lab/up";
import { eventually } from "../../../tools/polling";
import { merged } from "../../../tools/render/merge";
import type { StackName } from "../../../tools/render/render";
import { table } from "../../../tools/table";
import { fewestDuring } from "./backends";
import { failuresIn } from "./people";
import { PeopleApart } from "./peopleApart";
import {
  podsNow,
  provideVolumes,
  renewed,
  rollingOut,
  stackWith,
  timeScaleOf,
  type Given,
} from "./pulumi";

/** A change that people make to a running stack, and what it may cost. */
export interface Change extends Partial<Given> {
  /** The earlier change that this one reverts. */
  readonly without?: string;
  /** Applications whose pods may be replaced. @default none */
  readonly renews?: readonly string[];
  /** How many objects are replaced. @default none */
  readonly replaces?: number;
  /** Images on the node, by name, each with the additional name that the change uses. */
  readonly images?: Readonly<Record<string, string>>;
  /** Whether it needs volumes that do not exist yet, or larger ones. @default no */
  readonly volumes?: boolean;
}

/** The next version of the backend, as far as a cluster can tell: the same image with another tag. */
const NEXT_BACKEND = `${RUN_IMAGES.backend}-next`;

/** Changes that people make to any stack. */
export const EVERYDAY_CHANGES: Readonly<Record<string, Change>> = {
  "an alert's limit": { settings: { alerts: { HighErrorRate: { limit: 0.06 } } } },
  "a dashboard": {
    settings: { backend: { llm: { prices: { prompt: 4, completion: 15 } } } },
  },
  "a receiver": {
    settings: { notifications: { email: { to: "somebody-else@autodealgenie.example" } } },
    renews: ["alertmanager"],
  },
  "an image": {
    settings: { images: { backend: NEXT_BACKEND } },
    images: { [RUN_IMAGES.backend]: NEXT_BACKEND },
    renews: ["backend"],
  },
  "a secret's value": { secrets: { smtpPassword: "another" } },
};

/** The cost of a change. */
export interface Cost {
  readonly updated: number;
  readonly replaced: number;
  /** The applications whose pods were restarted or replaced. */
  readonly renewed: readonly string[];
  readonly requests: number;
  /** The number of requests without an answer or with an error, by what came instead. */
  readonly failed: Readonly<Record<string, number>>;
  /** The lowest number of backends that were Ready at the same time. */
  readonly fewest: number;
}

/** Prod's three Alertmanagers are replaced one after the other, and each waits 80 s for alerts. */
const ROLLOUT_SECONDS = 600;

const HEAD = ["change", "updated", "replaced", "pods renewed", "requests", "failed", "seconds"];
const secondsSince = (began: number) => String(Math.round((Date.now() - began) / 1000));

/** A stack that Pulumi deploys into its own cluster, and that is changed step by step while people use it. */
export class ChangingStack {
  /** The changes so far, without reverted ones. */
  readonly #made = new Map<string, Change>();
  readonly #rows: (readonly string[])[] = [HEAD];
  #people: PeopleApart | undefined;

  constructor(readonly name: StackName) {}

  /** Its current settings and secrets. */
  given(): Given {
    return [...this.#made.values()].reduce<Given>(
      (so, { settings, secrets }) => ({
        settings: merged(so.settings, settings) as LabSettings,
        secrets: { ...so.secrets, ...secrets },
      }),
      { settings: {} },
    );
  }

  /** The stack in Pulumi's engine, with its current settings. */
  stack(): Promise<Stack> {
    return stackWith(this.given(), this.name);
  }

  /** Deploys it into an empty cluster, and lets people in. */
  async fromNothing(): Promise<void> {
    const began = Date.now();
    const { settings } = await up({
      stack: this.name,
      timeScale: timeScaleOf(this.name),
      by: "pulumi",
      say: () => undefined,
    });
    this.#made.set("nothing", { settings });
    this.#rows.push(["all, from nothing", "", "", "", "", "", secondsSince(began)]);
    this.#people = new PeopleApart(this.name);
  }

  /** Makes a change on top of the previous ones, and waits until every pod is Ready. */
  async change(what: string, change: Change): Promise<Cost> {
    this.#made.set(what, change);
    if (change.without !== undefined) this.#made.delete(change.without);
    for (const [image, name] of Object.entries(change.images ?? {})) await nameImage(image, name);
    if (change.volumes) await provideVolumes(this.given().settings, this.name);
    const cost = await this.#counted(what).catch((error: unknown) => {
      // The next change is tried without it.
      this.#made.delete(what);
      throw error;
    });
    await eventually("every pod is Ready", 120, async () => {
      expect((await podsNow()).every(isReady)).toBe(true);
    });
    return cost;
  }

  /** Deploys it and measures the cost. */
  async #counted(what: string): Promise<Cost> {
    const stack = await this.stack();
    const [before, pods, began] = [await this.#asked(), await podsNow(), Date.now()];
    const deployed = stack.up().then(async (result) => {
      await eventually("no pod is being replaced", ROLLOUT_SECONDS, async () => {
        expect(await rollingOut()).toEqual([]);
      });
      return result;
    });
    const fewest = await fewestDuring(deployed);
    const { summary } = await deployed;
    const seconds = secondsSince(began);
    const [after, now] = [await this.#asked(), await podsNow()];
    const changes = summary.resourceChanges ?? {};
    const cost = {
      updated: changes.update ?? 0,
      replaced: changes.replace ?? 0,
      renewed: renewed(pods, now),
      requests: after.requests - before.requests,
      failed: grownBy(before.failed, after.failed),
      fewest,
    };
    this.#rows.push([
      what,
      ...[cost.updated, cost.replaced].map(String),
      cost.renewed.join(", ") || "none",
      ...[cost.requests, sumOf(cost.failed)].map(String),
      seconds,
    ]);
    return cost;
  }

  /** The number of requests so far, and those without an answer or with an error. */
  async #asked() {
    if (this.#people === undefined) throw new Error("Nobody uses it yet: deploy it first.");
    const report = await this.#people.report();
    return { requests: report.requests, failed: failuresIn(report) };
  }

  /** Stops the people. */
  async leave(): Promise<void> {
    await this.#people?.leave();
  }

  /** A table with the cost of each change. */
  table(): string {
    return table(this.#rows).join("\n");
  }
}

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, n) => sum + n, 0);

/** The increase of each count that has grown. */
function grownBy(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const grown = Object.entries(after).map(([what, n]) => [what, n - (before[what] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, n]) => n > 0));
}

/** Expects of every successful change that something changed, and nobody noticed. */
export function expectHarmless(cost: Cost, { renews = [], replaces = 0 }: Change, fewest: number) {
  expect(cost.updated + cost.replaced).toBeGreaterThan(0);
  expect(cost.replaced).toBe(replaces);
  expect(renews).toEqual(expect.arrayContaining([...cost.renewed]));
  expect(cost.fewest).toBeGreaterThanOrEqual(fewest);
  expect(cost.requests).toBeGreaterThan(10);
  expect(cost.failed).toEqual({});
}

/**
 * If nothing has changed, there is nothing to do: in a preview, and after a refresh. Outputs that only the cluster
 * sets, such as a status, may have changed.
 */
export async function expectUnchanged(stack: Stack): Promise<void> {
  const lookedUp = await expectNothingToDo(stack);
  const drifted: string[] = [];
  await stack.refresh({
    onEvent: ({ resOutputsEvent }) => {
      if (resOutputsEvent === undefined) return;
      const { urn, old, new: found } = resOutputsEvent.metadata;
      if (lookedUp.has(urn) || isDeepStrictEqual(old?.inputs, found?.inputs)) return;
      drifted.push(urn);
    },
  });
  expect(drifted).toEqual([]);
  await expectNothingToDo(stack);
}

/**
 * @returns the objects that the program only reads, such as a Certificate: they are read each time, and never change
 */
async function expectNothingToDo(stack: Stack): Promise<ReadonlySet<string>> {
  const lookedUp = new Set<string>();
  const { changeSummary } = await stack.preview({
    onEvent: ({ resourcePreEvent }) => {
      if (resourcePreEvent?.metadata.op === "read") lookedUp.add(resourcePreEvent.metadata.urn);
    },
  });
  const { read = 0, ...others } = changeSummary;
  expect(Object.keys(others)).toEqual(["same"]);
  expect(lookedUp.size).toBe(read);
  return lookedUp;
}
