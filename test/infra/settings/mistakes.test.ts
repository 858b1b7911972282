import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";

import { parseConfig, readConfig } from "../../../infra/settings";
import { nearest } from "../../../infra/objects/nearest";
import { strayKeyFaults } from "../../../infra/settings/projectKeys";
import { StackSchema } from "../../../infra/settings/schema";
import { SECRET_KEYS } from "../../../infra/settings/secrets";
import { meant, TOP_SETTINGS } from "../../../infra/settings/settingPaths";
import { faultsOf, wording } from "../../../infra/settings/wording";
import { isCpuQuantity, millicoresOf } from "../../../infra/settings/quantity";
import { cpu } from "../../../infra/settings/scalars";
import { POLICY_NAMES } from "../../../alert-rules/policies";
import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { complete } from "../support/completeSettings";

/** The schema's errors for some changes to dev's settings. */
function told(overrides: object): readonly string[] {
  const settings = merged(settingsOf("dev"), overrides);
  const { error } = StackSchema.safeParse(settings, { error: wording, reportInput: true });
  return faultsOf(error?.issues ?? []).map(({ path, message }) => `${path}: ${message}`);
}

type Section = Readonly<Record<string, unknown>>;

/** The keys of each section, except for sections with arbitrary keys. */
function sectionsIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(sectionsIn);
  return [Object.keys(value), ...Object.values(value as Section).flatMap(sectionsIn)];
}

/** A typing mistake: a letter that is missing, doubled, or swapped with the next. */
const slip = (word: string) =>
  fc
    .tuple(fc.integer({ min: 1, max: word.length - 2 }), fc.constantFrom("out", "twice", "swap"))
    .map(([at, how]) => {
      const [before, letter, next, after] = [
        word.slice(0, at),
        word.charAt(at),
        word.charAt(at + 1),
        word.slice(at + 2),
      ];
      if (how === "out") return before + next + after;
      return how === "twice"
        ? before + letter + letter + next + after
        : before + next + letter + after;
    });

describe("a misspelling", () => {
  const sections = sectionsIn(complete("prod")).filter((keys) => keys.length > 0);

  it("of a key is rejected with the intended key, in every section", () => {
    const places = sections.flatMap((keys) =>
      keys.filter((key) => key.length > 4).map((key) => ({ key, keys })),
    );
    expect(places.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(
        fc
          .constantFrom(...places)
          .chain((place) => slip(place.key).map((typo) => ({ ...place, typo }))),
        ({ key, keys, typo }) => {
          if (keys.includes(typo)) return;
          const answer = meant(typo, keys, "", "1") ?? "";
          // If two keys are equally similar, both are right. A mistake may also produce a key that exists elsewhere.
          const near = nearest(
            typo.toLowerCase(),
            keys.map((each) => each.toLowerCase()),
          );
          const right = key.toLowerCase() === near ? `did you mean ${key}?` : "did you mean ";
          expect(answer.startsWith("it belongs to ") || answer.startsWith(right)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      { promethus: { storage: "5Gi" } },
      /^promethus: .*: did you mean prometheus\? the settings are env/,
    ],
    [
      { alerts: { HighErorRate: { limit: 0.1 } } },
      /did you mean HighErrorRate\? the settings are /,
    ],
    [{ images: { promethues: "a:1" } }, /^images\.promethues: .*: did you mean prometheus\?/],
    [{ prometheus: { Storage: "5Gi" } }, /: did you mean storage\?$/],
    [{ retention: "30d" }, /: it belongs to prometheus\.retention; the settings are/],
    [{ smarthost: "a:25" }, /: it belongs to notifications\.email\.smarthost; the settings are /],
    [{ prometheus: { slack: {} } }, /: it belongs to notifications\.slack$/],
    [{ unheardOf: 1 }, /^unheardOf: is not a setting here, got 1; the settings are environment, /],
    [{ notifications: { pagerduty: { key: "a" } } }, /is not a setting here \(enabled, url\), got/],
  ])("of a key is rejected with a suggestion or a list of settings: %j", (overrides, answer) => {
    expect(told(overrides)).toEqual([expect.stringMatching(answer)]);
  });

  it("of an alert is rejected with the list of all alerts", () => {
    const [line = ""] = told({ alerts: { Nothing: {} } });
    expect(line.split(" the settings are ")[1]?.split(", ")).toEqual(POLICY_NAMES);
  });

  it("of a value is rejected with the intended value", () => {
    expect(told({ alerts: { HighErrorRate: { severity: "Critical" } } })).toEqual([
      'alerts.HighErrorRate.severity: must be critical or warning or info, got "Critical": did you mean critical?',
    ]);
    expect(told({ availability: { spread: "prefered" } })).toEqual([
      expect.stringMatching(/: did you mean preferred\?$/),
    ]);
    expect(told({ availability: { spread: "zone" } })).toEqual([
      'availability.spread: must be none or preferred or required, got "zone"',
    ]);
  });

  const KINDS: readonly (readonly [names: readonly string[], at: (kind: unknown) => object])[] = [
    [["s3", "gcs", "azure"], (objectStorage) => ({ objectStorage })],
    [
      ["none", "basic", "bearer", "oauth2", "sigv4", "azureAd", "googleIam"],
      (auth) => ({ remoteWrite: [{ name: "a", url: "https://a.example/api/v1/write", auth }] }),
    ],
  ];
  const written = (name: string) =>
    fc.oneof(
      fc.constantFrom(name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1), ` ${name}`),
      ...(name.length > 4 ? [slip(name)] : []),
    );

  it.each(KINDS)("of a section's type is rejected with the intended type: %j", (names, at) => {
    const cases = fc
      .constantFrom(...names)
      .chain((name) => written(name).map((typo) => [name, typo] as const));
    fc.assert(
      fc.property(cases, ([name, typo]) => {
        if (names.includes(typo)) return;
        expect(told(at({ type: typo }))).toEqual([
          expect.stringContaining(`, got ${JSON.stringify(typo)}: did you mean ${name}?`),
        ]);
        expect(told(at(typo))).toEqual([
          expect.stringContaining(`: did you mean { type: ${name} }?`),
        ]);
      }),
    );
  });
});

describe("a value that pulumi config set --path stores", () => {
  it("may be a number for CPU, which means the same as its text", () => {
    const setting = cpu({ least: "100m", most: "128" });
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 128_000 }), (millicores) => {
        const cores = millicores / 1000;
        expect(millicoresOf(setting.parse(cores))).toBe(millicores);
        expect(setting.parse(cores)).toBe(setting.parse(String(cores)));
        expect(millicoresOf(setting.parse(`${millicores}m`))).toBe(millicores);
      }),
    );
    for (const wrong of [0, -1, 0.05, 129, 0.0001, NaN, Infinity, 1e21, "1e3", "01", "1.", ".5"]) {
      expect([wrong, setting.safeParse(wrong).success]).toEqual([wrong, false]);
    }
    expect(isCpuQuantity("1.5")).toBe(true);
    // 0.5 is also short for the address 0.0.0.5, and 127.5 for 127.0.0.5, which lead a pod to itself.
    for (const cores of [2, 0.5, 0.25, 1.5, 127.5]) {
      for (const written of [cores, String(cores)]) {
        const set = merged(settingsOf("dev"), { backend: { cpu: written } });
        expect(parseConfig(set, "here").backend.cpu).toBe(String(cores));
      }
    }
  });

  it.each([
    [{ prometheus: { replicas: "2" } }, "--type int"],
    [{ prometheus: { replicas: "2.0" } }, "--type float"],
    [{ timeScale: "2" }, "--type int"],
    [{ alerts: { DatabasePoolWaiting: { limit: "3" } } }, "--type int"],
    [{ timeScale: "2.5" }, "--type float"],
    [{ alerts: { HighErrorRate: { limit: "0.1" } } }, "--type float"],
    [{ slos: { availability: { objective: "0.99" } } }, "--type float"],
    [
      {
        backend: {
          llm: { baseUrl: "https://a.io/v1", model: "m", prices: { prompt: "0.1", completion: 1 } },
        },
      },
      "--type float",
    ],
    [{ installCrds: "true" }, "--type bool"],
    [{ storageClass: 12 }, "--type string"],
  ])("of the wrong type is rejected with the option that it needs: %j", (overrides, option) => {
    expect(told(overrides)).toEqual([expect.stringContaining(option)]);
  });
});

describe("a configuration key of the project", () => {
  const faults = (...keys: readonly string[]) =>
    [...strayKeyFaults(keys)].map(({ path, message }) => `${path}: ${message}`);

  it("is accepted if it is `monitoring`, a secret, or in another namespace", () => {
    const secrets = [...SECRET_KEYS, "webhookUrl-audit", "remoteWriteToken-mimir"];
    const others = ["kubernetes:context", "aws:region", "gcp:project", "pulumi:tags"];
    const own = ["monitoring", ...secrets].map((key) => `autodealgenie:${key}`);
    expect(faults(...own, ...others)).toEqual([]);
  });

  it.each(TOP_SETTINGS)(
    "is rejected if it is the setting %s, with the place where it belongs",
    (key) => {
      expect(faults(`autodealgenie:${key}`)).toEqual([
        `autodealgenie:${key}: is ignored by Pulumi and this program: it belongs to autodealgenie:monitoring, as monitoring.${key}, which you can set with pulumi config set --path`,
      ]);
    },
  );

  it.each([
    ["autodealgenie:slackWebhokUrl", "did you mean the secret slackWebhookUrl?"],
    ["autodealgenie:monitorng", "did you mean autodealgenie:monitoring?"],
    [
      "autodealgenie:promethus",
      "did you mean prometheus, which belongs to autodealgenie:monitoring",
    ],
    [
      "autodealgenie:qqqqqqqq",
      "the keys are monitoring and the secrets in infra/settings/secrets.ts",
    ],
    ["autodealgenie:monitoring.prometheus.storage", "pulumi config set only accepts with --path"],
    ["autodealgenie:monitoring[0]", "pulumi config set only accepts with --path"],
    ["autodealgeni:monitoring", "did you mean autodealgenie:monitoring?"],
    ["monitoring", "must be a namespace and a key, separated by a colon"],
  ])("is rejected if it is %s", (key, answer) => {
    expect(faults(key)).toEqual([expect.stringContaining(answer)]);
  });

  it("is rejected by the program, together with all other mistakes", () => {
    pulumi.runtime.setAllConfig({
      "autodealgenie:monitoring": JSON.stringify(merged(settingsOf("dev"), { timeScale: 0 })),
      "autodealgenie:prometheus": '{"storage":"5Gi"}',
    });
    expect(() => readConfig()).toThrow(
      /autodealgenie:prometheus: is ignored by Pulumi and this program[^]*timeScale: must be at least 1, got 0/,
    );
    pulumi.runtime.setAllConfig({
      "autodealgenie:monitoring": JSON.stringify(settingsOf("dev")),
      "autodealgenie:slackWebhookUrl": "https://hooks.example",
      "kubernetes:context": "ours",
    });
    expect(readConfig().environment).toBe("dev");
  });
});
