import fc from "fast-check";

import {
  isBefore,
  LEAST_OF_IMAGES,
  LEAST_OF_SETTINGS,
  versionIn,
} from "../../../infra/images/least";
import { IMAGES, type ImageName } from "../../../infra/versions";
import { settings } from "../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;

function faults(stack: "dev" | "prod", overrides: Overrides): readonly string[] {
  try {
    settings(stack, overrides);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").slice(1, -1);
  }
}

const LEASTS = Object.entries(LEAST_OF_IMAGES) as [ImageName, { least: string; because: string }][];
const called = (name: ImageName) =>
  IMAGES[name]
    .replace(/:[^:]*$/, "")
    .split("/")
    .at(-1)!;
const under = (name: ImageName, tag: string) => `mirror.dealer.io:5000/a/${called(name)}:${tag}`;

/** A version that is lower or higher than another one in one of its numbers. */
const versionBeside = (least: string, before: boolean) => {
  const parts = least.split(".").map(Number);
  const places = parts.flatMap((part, index) => (before && part === 0 ? [] : [index]));
  return fc.tuple(fc.constantFrom(...places), fc.nat(), fc.nat(99)).map(([index, some, patch]) => {
    const part = parts[index]!;
    const other = before ? some % part : part + 1 + (some % 40);
    return [...parts.slice(0, index), other, patch].join(".");
  });
};
const SUFFIX = fc.constantFrom("", "-alpine", "-debian-12-r3", "-distroless", "-bookworm");
const DIGEST = fc.constantFrom("", `@sha256:${"0a".repeat(32)}`);

it.each(LEASTS)(
  "rejects %s below its minimum version, even from a mirror",
  (name, { least, because }) => {
    fc.assert(
      fc.property(
        versionBeside(least, true),
        SUFFIX,
        DIGEST,
        fc.constantFrom("", "v"),
        (version, suffix, digest, v) => {
          const image = `${under(name, `${v}${version}${suffix}`)}${digest}`;
          expect(faults("dev", { images: { [name]: image } })).toEqual([
            `  images.${name}: must be of version ${least} or later, got ${image}: older ones do not know ${because}`,
          ]);
        },
      ),
      { numRuns: 15 },
    );
  },
);

it.each(LEASTS)("accepts %s at or above its minimum version", (name, { least }) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.constant(`${least}.0`), versionBeside(least, false)),
      SUFFIX,
      (version, suffix) => {
        expect(faults("dev", { images: { [name]: under(name, `v${version}${suffix}`) } })).toEqual(
          [],
        );
      },
    ),
    { numRuns: 15 },
  );
});

it.each([
  ["prometheus", `quay.io/prometheus/prometheus@sha256:${"0".repeat(64)}`],
  ["prometheus", "quay.io/prometheus/prometheus:main"],
  ["prometheus", "quay.io/prometheus/prometheus:2f4c1ab"],
  ["prometheus", "quay.io/prometheus/prometheus:v3"],
  ["prometheus", "registry.dealer.io/prom:v2.40.0"],
  ["redis", "docker.io/valkey/valkey:5.1"],
] as const)("accepts %s with the image %s, whose version cannot be determined", (name, image) => {
  expect(faults("dev", { images: { [name]: image } })).toEqual([]);
});

it.each([
  ["slackApp", "0.29.0", { notifications: { slack: { by: "app" } } }],
  ["implicitTls", "0.30.1", { notifications: { email: { implicitTls: true } } }],
  ["proberTls", "0.18.0", {}],
  ["redisExporterTls", "1.33.0", {}],
  ["grafanaTls", "10.4.2", {}],
  ["thanosTls", "0.41.0", {}],
] as const)(
  "enforces the minimum image version for %s only in stacks that use it",
  (setting, old, overrides) => {
    const { image: name, least, because } = LEAST_OF_SETTINGS[setting];
    const image = under(name, `v${old}`);
    expect(faults("prod", { ...overrides, images: { [name]: image } })).toEqual([
      expect.stringMatching(
        new RegExp(`images\\.${name}: must be of version ${least} or later with \\S+.*${because}$`),
      ),
    ]);
    expect(faults("dev", { images: { [name]: image } })).toEqual([]);
  },
);

it("the default images meet the minimum versions", () => {
  for (const [name, { least }] of LEASTS) {
    const version = versionIn(name, IMAGES[name]);
    expect({ name, version }).toEqual({ name, version: expect.stringMatching(/^\d/) as string });
    expect(isBefore(version!, least)).toBe(false);
  }
});
