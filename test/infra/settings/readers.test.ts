import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dump } from "js-yaml";
import fc from "fast-check";

import { redisPasswordFile } from "../../../infra/components/redisExporter";
import { REDIS_USERS } from "../../../infra/settings/redisUsers";
import { timeIntervals } from "../../../infra/rendered-config/alertmanager/maintenance";
import { otherController } from "../../../infra/settings/ingressControllers";
import { parseConfig, type StackInput } from "../../../infra/settings";
import { WEEKDAYS } from "../../../infra/settings/weekdays";
import { host, image, url } from "../../../infra/settings/scalars";
import { timeZone } from "../../../infra/settings/timeZone";
import { TIME_ZONES } from "../../../infra/settings/timeZoneNames";
import { IMAGES } from "../../../infra/versions";
import { toolPath } from "../../../lab/builder/tools";
import { settingsOf } from "../../../tools/render/render";
import { amtool } from "../../support/amtool";
import { settings } from "../../support/stacks";

/** The output of amtool for a configuration with some time intervals. */
function alertmanagerOf(intervals: readonly object[]): string {
  const config = {
    route: { receiver: "r" },
    receivers: [{ name: "r" }],
    time_intervals: intervals,
  };
  try {
    return amtool({ "a.yml": dump(config) }, "check-config", "a.yml");
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout) + String(error);
  }
}

/** The output of promtool for a configuration. */
function promtool(...words: readonly [...command: string[], config: object]): string {
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    writeFileSync(join(folder, "p.yml"), dump(words.at(-1)));
    const command = [...words.slice(0, -1).map(String), "p.yml"];
    const path = process.env.AUTODEALGENIE_PROMTOOL ?? toolPath("promtool");
    return execFileSync(path, command, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inZone = (location: string, at = 0) => ({
  name: `${location} ${at}`,
  time_intervals: [{ location }],
});

describe("a time zone", () => {
  it("is accepted by Alertmanager and Node in the same spelling", () => {
    expect(TIME_ZONES.length).toBeGreaterThan(500);
    expect(alertmanagerOf(TIME_ZONES.map(inZone))).toContain("SUCCESS");
    for (const zone of TIME_ZONES) {
      expect(() => new Intl.DateTimeFormat("en", { timeZone: zone })).not.toThrow();
      expect(timeZone.safeParse(zone).success).toBe(true);
    }
  });

  it("is rejected in any other case, as by Alertmanager, with the right spelling", () => {
    const cases = fc
      .constantFrom(...TIME_ZONES.filter((zone) => zone.includes("/")))
      .chain((zone) =>
        fc
          .constantFrom(
            zone.toLowerCase(),
            zone.toUpperCase(),
            zone.replace(/[a-z]/, (c) => c.toUpperCase()),
          )
          .map((written) => ({ zone, written })),
      );
    fc.assert(
      fc.property(cases, ({ zone, written }) => {
        if (written === zone || TIME_ZONES.includes(written)) return;
        expect(timeZone.safeParse(written).error?.issues[0]?.message).toBe(
          `must be a time zone such as UTC or America/New_York (${zone}?)`,
        );
      }),
    );
    for (const wrong of [
      "europe/berlin",
      "EUROPE/BERLIN",
      "Europe/berlin",
      "+01:00",
      "Berlin",
      "CEST",
    ]) {
      expect(timeZone.safeParse(wrong).success).toBe(false);
      expect(alertmanagerOf([inZone(wrong)])).toMatch(/FAILED|unknown time zone/);
    }
    for (const wrong of ["", "Local", "Factory", " UTC", "UTC ", "GMT+1", "UTC+1"]) {
      expect([wrong, timeZone.safeParse(wrong).success]).toEqual([wrong, false]);
    }
  });
});

describe("a maintenance window", () => {
  it("that the settings accept is accepted by Alertmanager", () => {
    const minutes = fc.integer({ min: 0, max: 24 * 60 });
    const clock = (at: number) =>
      `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
    const window = fc.record({
      name: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/),
      weekdays: fc.option(
        fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 6 }),
        {
          nil: undefined,
        },
      ),
      times: fc
        .uniqueArray(minutes, { minLength: 2, maxLength: 2 })
        .map((two) => [...two].sort((a, b) => a - b).map(clock))
        .filter(([start, end]) => start !== "00:00" || end !== "24:00")
        .map(([start = "", end = ""]) => [{ start, end }]),
      location: fc.constantFrom(...TIME_ZONES),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(window, { minLength: 1, selector: ({ name }) => name }),
        (windows) => {
          const { notifications } = settings("dev", { notifications: { maintenance: windows } });
          const intervals = timeIntervals(notifications.maintenance);
          expect(alertmanagerOf(intervals)).toContain("SUCCESS");
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("a URL", () => {
  const signs = fc.constantFrom(
    ...Array.from("abzAZ09-._~!&'()*+,;=:@/%$\"<>\\\\^`{|}[] é"),
    "%41",
    "%zz",
    "%4",
    "..",
    "//",
  );
  const hosts = fc.constantFrom(
    "a.io",
    "A.io:8443",
    "10.0.0.1",
    "[fd00::1]",
    "[::1]:9",
    "a_b.svc:80",
  );
  const addresses = fc
    .tuple(fc.constantFrom("http", "https"), hosts, fc.array(signs, { maxLength: 8 }))
    .map(([scheme, at, path]) => `${scheme}://${at}/${path.join("")}`);

  it("that the settings accept is accepted by Prometheus", () => {
    const taken = fc
      .sample(addresses, { numRuns: 3000, seed: 42 })
      .flatMap((written) => url("https://a.io").safeParse(written).data ?? []);
    const distinct = [...new Set(taken)];
    expect(distinct.length).toBeGreaterThan(300);
    const config = {
      remote_write: distinct.map((each, index) => ({ name: `r${index}`, url: each })),
    };
    expect(promtool("check", "config", "--syntax-only", config)).toContain("SUCCESS");
  });

  it.each([
    "https://a.io/%zz",
    "https://a.io/%4",
    "https://a.io/${HOME}",
    "https://a.io/{{ .Name }}",
    'https://a.io/"',
    "https://a.io/;b",
    "https://1.2.3/",
    "https://0x7f.1/",
    "https://256.1.1.1/",
    "https://ex%41mple.io/",
    "https://b%C3%BCcher.io/",
    "https://bücher.io/",
    "https://a b.io/",
    "https://[::1",
    "https://a.io:99999/",
    "https://a.io:/",
  ])("must not be %s", (written) => {
    expect(url("https://a.io").safeParse(written).success).toBe(false);
  });
});

describe("a name", () => {
  it("of a bucket must be valid for S3 clients", () => {
    const of = (name: string) => () => settings("prod", { objectStorage: { bucket: name } });
    for (const name of ["metrics", "a.b", "a-b.c-1", "123"]) expect(of(name)).not.toThrow();
    for (const name of ["a..b", "a.-b", "a-.b", "a_b", "10.0.0.1", "xn--a", "Metrics", "ab"]) {
      expect(of(name)).toThrow("objectStorage.bucket: must be a bucket's name");
    }
  });

  it("of a container must be valid for Azure", () => {
    const of = (container: string) => () => {
      const { objectStorage: _, ...others } = settingsOf("prod") as StackInput;
      const objectStorage = { type: "azure", account: "samples", container };
      return parseConfig({ ...others, objectStorage }, "here");
    };
    expect(of("a-".repeat(31) + "a")).not.toThrow();
    for (const name of ["a-".repeat(32) + "a", "ab", "a--b", "-ab"]) {
      expect(of(name)).toThrow("objectStorage.container: must be a container");
    }
  });

  it("of a Secret's key must be valid for the API server", () => {
    const of = (key: string) => () =>
      settings("dev", { existingSecrets: { watchdogUrl: { secretName: "a", key } } });
    for (const key of ["URL", ".netrc", "a..b", "_a-b.c"]) expect(of(key)).not.toThrow();
    for (const key of [".", "..", "..data", "a/b", "a b", ""]) {
      expect(of(key)).toThrow("existingSecrets.watchdogUrl.key: must be a key of a Secret");
    }
  });

  it("of an OpsGenie responder must not be a template", () => {
    const responders = [{ type: "team" as const, name: "{{ .Team" }];
    expect(() => settings("dev", { notifications: { opsgenie: { responders } } })).toThrow(
      "notifications.opsgenie.responders.0.name: must have no {{",
    );
  });
});

describe("an image", () => {
  it.each(Object.values(IMAGES))("may be the default %s", (name) => {
    expect(image.safeParse(name).success).toBe(true);
  });

  it.each([
    "a//b:1",
    "docker.io/a:1:2",
    "docker.io/A/b:1",
    "-a/b:1",
    "a/-b:1",
    "a/b-:1",
    "a..b/c..d:1",
    "a/b___c:1",
    "a/b:",
    "a/b:latest",
    "a/b",
    "http://a/b:1",
    "a/b:1@sha256:abc",
    `${"a".repeat(256)}:1`,
  ])("must not be %s, which is invalid or mutable", (name) => {
    expect(image.safeParse(name).success).toBe(false);
  });

  it.each([
    "a:1",
    "localhost:5000/a/b__c/d-e.f:1.2-3",
    "Registry.Dealer.io:5000/a/b:v1",
    `mirror.io/a/b:1@sha256:${"0".repeat(64)}`,
    `mirror.io/a/b@sha256:${"a".repeat(64)}`,
  ])("may be %s", (name) => {
    expect(image.safeParse(name).success).toBe(true);
  });
});

describe("a host", () => {
  it("whose last label is a number must be an IPv4 address", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 }),
        (parts) => {
          const right = parts.length === 4 && parts.every((part) => part <= 255);
          expect(host.safeParse(parts.join(".")).success).toBe(right);
        },
      ),
    );
    for (const name of ["db.dealer.io", "db", "10.a", "1a", "a-1", "db1"]) {
      expect([name, host.safeParse(name).success]).toEqual([name, true]);
    }
    for (const name of ["010.0.0.1", "db.1", "1", "db_1", "db."]) {
      expect([name, host.safeParse(name).success]).toEqual([name, false]);
    }
  });

  it("of an Ingress must be a lower-case name", () => {
    for (const backendHost of ["App.dealer.io", "10.0.0.1"]) {
      expect(() => settings("prod", { ingress: { backendHost } })).toThrow(
        `ingress.backendHost: must be a lower-case host name, as an Ingress requires, not an address, got "${backendHost}"`,
      );
    }
  });
});

describe("redis_exporter's passwords", () => {
  const redis = { host: "redis.dealer.io", port: 6380, tls: true, users: REDIS_USERS };
  const keysFor = (tag: string) =>
    Object.keys(
      JSON.parse(redisPasswordFile(redis, "p", `docker.io/x/redis_exporter${tag}`)) as object,
    );

  it("are found by every version, by the address with or without the user name", () => {
    const [old, current] = [
      "rediss://redis.dealer.io:6380",
      "rediss://exporter@redis.dealer.io:6380",
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 0, max: 9 }),
        (minor, patch) => {
          const keys = keysFor(`:v1.${minor}.${patch}`);
          expect(keys).toContain(old);
          // Up to 1.45 the exporter looks up the address alone.
          if (minor > 45) expect(keys).toContain(current);
        },
      ),
    );
    for (const tag of [":v1.69.0-alpine", ":v2.0.0", `@sha256:${"0".repeat(64)}`]) {
      expect(keysFor(tag)).toEqual([old, current]);
    }
  });

  it("may contain any character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (password) => {
        const text = redisPasswordFile(redis, password, "x:v1.70.0");
        expect(new Set(Object.values(JSON.parse(text) as object))).toEqual(new Set([password]));
      }),
    );
  });
});

describe("an Ingress", () => {
  const refusalOf =
    (className: string, more: object = {}) =>
    () =>
      settings("prod", { ingress: { className, ...more } });

  it.each([
    "traefik",
    "traefik-internal",
    "haproxy",
    "contour",
    "kong",
    "alb",
    "gce",
    "openshift-default",
  ])(
    "of class %s is rejected, because its controller ignores ingress-nginx annotations",
    (className) => {
      expect(otherController(className)).toBeDefined();
      expect(refusalOf(className)).toThrow(
        `ingress.className: must be a class of ingress-nginx, got ${className}: `,
      );
      expect(refusalOf(className)).toThrow("internalTls (its ports answer 400 to plain HTTP)");
      expect(refusalOf(className, { enabled: false })).not.toThrow();
    },
  );

  it.each([
    "nginx",
    "nginx-internal",
    "public",
    "internal",
    "webapprouting.kubernetes.azure.com",
    "kongo",
  ])("of class %s is accepted, because it may belong to ingress-nginx", (className) => {
    expect(refusalOf(className)).not.toThrow();
  });
});
