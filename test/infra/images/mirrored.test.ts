import fc from "fast-check";

import { mirrored, PUBLIC_REGISTRIES, publicRegistryOf } from "../../../infra/images/mirrored";

const DIGEST = `@sha256:${"0".repeat(64)}`;
const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/);
const version = fc.constantFrom(":7", ":7.0.15-bookworm", DIGEST, `:7${DIGEST}`);

describe("an image of Docker's registry", () => {
  it.each([
    ["redis:7", "library/redis:7"],
    ["library/redis:7", "library/redis:7"],
    ["docker.io/redis:7", "library/redis:7"],
    ["docker.io/library/redis:7", "library/redis:7"],
    ["index.docker.io/library/redis:7", "library/redis:7"],
    [`redis${DIGEST}`, `library/redis${DIGEST}`],
    ["grafana/grafana:12.2.0", "grafana/grafana:12.2.0"],
    ["docker.io/grafana/grafana:12.2.0", "grafana/grafana:12.2.0"],
  ])("is pulled from a mirror by its full name: %s", (image, full) => {
    expect(mirrored(image, "mirror.dealer.io/hub")).toBe(`mirror.dealer.io/hub/${full}`);
    expect(mirrored(image, { "docker.io": "hub.dealer.io" })).toBe(`hub.dealer.io/${full}`);
    expect(mirrored(image, { "quay.io": "quay.dealer.io" })).toBe(image);
    expect(mirrored(image, undefined)).toBe(image);
  });

  it("is the same in every spelling", () => {
    fc.assert(
      fc.property(component, version, (name, tag) => {
        const spelled = ["", "library/", "docker.io/", "docker.io/library/", "index.docker.io/"];
        const pulled = spelled.map((before) => mirrored(`${before}${name}${tag}`, "m.io"));
        expect(new Set(pulled)).toEqual(new Set([`m.io/library/${name}${tag}`]));
      }),
    );
  });
});

it("an image of another public registry keeps its name, and that of a private one its place", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PUBLIC_REGISTRIES.filter((each) => each !== "docker.io")),
      fc.constantFrom("localhost", "localhost:5000", "registry.dealer.io", "nas:5000", "NAS"),
      fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
      version,
      (registry, other, name, tag) => {
        expect(mirrored(`${registry}/${name}${tag}`, "m.io")).toBe(`m.io/${name}${tag}`);
        expect(mirrored(`${other}/${name}${tag}`, "m.io")).toBe(`${other}/${name}${tag}`);
        expect(publicRegistryOf(`${other}/${name}${tag}`)).toBeUndefined();
      },
    ),
  );
});
