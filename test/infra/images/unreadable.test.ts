import fc from "fast-check";

import { unreadable } from "../../../infra/images/unreadable";
import { IMAGES } from "../../../infra/versions";

const version = fc.tuple(fc.nat(25), fc.nat(20), fc.nat(9));
const text = (parts: readonly number[]) => parts.join(".");
const tagged = (name: "grafana" | "kafka" | "mongodb" | "postgres", tag: string) =>
  `mirror.dealer.io/${IMAGES[name].replace(/:[^:]*$/, "")}:${tag}`;

it("PostgreSQL reads only the data of its own major version", () => {
  fc.assert(
    fc.property(version, version, (from, to) => {
      const told = unreadable(
        tagged("postgres", text(from)),
        tagged("postgres", `${text(to)}-alpine`),
      );
      expect(told !== undefined).toBe(from[0] !== to[0]);
    }),
  );
});

it("MongoDB can be upgraded by one major version at a time, and not downgraded by a minor version", () => {
  fc.assert(
    fc.property(version, version, (from, to) => {
      const told = unreadable(tagged("mongodb", text(from)), tagged("mongodb", text(to)));
      const back = to[0] < from[0] || (to[0] === from[0] && to[1] < from[1]);
      expect(told !== undefined).toBe(back || to[0] > from[0] + 1);
    }),
  );
});

it.each(["grafana", "kafka"] as const)(
  "%s can be upgraded, but not downgraded by a minor version",
  (name) => {
    fc.assert(
      fc.property(version, version, (from, to) => {
        const told = unreadable(tagged(name, text(from)), tagged(name, text(to)));
        expect(told !== undefined).toBe(to[0] < from[0] || (to[0] === from[0] && to[1] < from[1]));
      }),
    );
  },
);

it.each([
  ["a digest", tagged("postgres", "15.2"), `docker.io/library/postgres@sha256:${"0".repeat(64)}`],
  ["another program", tagged("postgres", "15.2"), "docker.io/a/postgres-of-ours:17.1"],
  [
    "a stateless server",
    "quay.io/prometheus/prometheus:v3.15.0",
    "quay.io/prometheus/prometheus:v3.12.0",
  ],
  ["a missing image", undefined, tagged("postgres", "15.2")],
])("nothing is reported for %s", (_, from, to) => {
  expect(unreadable(from, to)).toBeUndefined();
});
