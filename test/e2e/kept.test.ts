import { setTimeout as sleep } from "node:timers/promises";

import { podsOf, processesOf, replaceRestarted, signal } from "../../lab/clients/pods";
import { firing } from "../../lab/clients/prometheus";
import { arrived, clear } from "../../lab/clients/receivers";
import { urlOf } from "../../lab/cluster/layout";
import { extraSettings } from "../../lab/deploy/extras";
import { repeatedly } from "../../lab/drills/background";
import type { Traffic } from "../../lab/traffic/traffic";
import { up } from "../../lab/up";
import { eventually } from "../../tools/polling";
import { Browser } from "../service/browser";
import { backendPages } from "./support/counters";
import { ofBackend, ofMongodbExporter, ownLabels, seriesOf, strangers } from "./support/emitted";
import { errorsIn, fewPeople } from "./support/people";
import { TIME_SCALE } from "./support/scale";
import { settled } from "./support/settled";

const PREFERENCES = "/api/v1/preferences";
const SEARCHES = "/api/v1/searches";

/** How long it is killed whenever it starts. */
const AWAY_SECONDS = 60;
/** How long the container needs to start again after so many kills, and then the backend. No setting shortens this. */
const RECOVERY_SECONDS = 240;

/** For all waits below, each of which has its own limit. */
const TEST_MS = 900_000;

const REACHED = /^autodealgenie_mongodb_up 1$/m;

const deploy = (settings = {}) => up({ timeScale: TIME_SCALE, settings, say: () => undefined });

describe("MongoDB is killed for a minute, while people use the backend", () => {
  const over = new AbortController();
  let traffic: Traffic;
  let sent: Promise<unknown>;
  let ada: Browser;

  const statusOf = async (path: string) => (await ada.get(path)).status;
  const searched = () => ada.post("/api/v1/vehicles/search", { make: "Honda" });

  const reached = () =>
    eventually("each backend reaches MongoDB", RECOVERY_SECONDS, async () => {
      for (const page of await backendPages()) expect(page).toMatch(REACHED);
    });

  beforeAll(async () => {
    await deploy(extraSettings(["messaging"]));
    await settled();
    await clear();
    ada = await Browser.signedIn(urlOf("backend"));
    await reached();
    traffic = fewPeople(over.signal);
    sent = traffic.run();
  });

  afterAll(async () => {
    over.abort();
    await sent;
    await deploy();
  });

  it("keeps what it is told", async () => {
    expect((await ada.put(PREFERENCES, { makes: ["Honda"] })).status).toBe(200);
    expect((await searched()).status).toBe(200);
    await eventually("the search is kept", 30, async () => {
      expect((await ada.get(SEARCHES)).body.total).toBe(1);
    });
  });

  it("is measured as the catalog says", async () => {
    const declared = [
      ...ofBackend.filter(({ metric }) => metric.name.includes("_mongodb_")),
      ...ofMongodbExporter,
    ];
    expect(declared.length).toBeGreaterThan(6);
    for (const it of declared) {
      const { name, labels } = it.metric;
      await eventually(`${name} is scraped`, 60, async () => {
        const series = await seriesOf(it);
        expect(ownLabels(it.metric, series)).toEqual(Object.keys(labels).sort());
        expect(series).not.toEqual([]);
        expect(strangers(it.metric, series)).toEqual([]);
      });
    }
  });

  it(
    "what it keeps answers 503, all else goes on, people are told, and it recovers with what it kept",
    async () => {
      const stop = repeatedly(2, async () => {
        const [pod] = await podsOf("mongodb");
        signal(pod === undefined ? [] : processesOf(pod), "SIGKILL");
      });
      const began = Date.now();
      const seen = new Set<number>();
      try {
        while (Date.now() - began < AWAY_SECONDS * 1000) {
          seen.add(await statusOf(PREFERENCES));
          expect((await searched()).status).toBe(200);
          // A user may search 100 times per hour.
          await sleep(2000);
        }
        expect([...seen]).toContain(503);
        expect([...seen].filter((status) => status !== 200 && status !== 503)).toEqual([]);
        await eventually("MongoDBDown fires", 120, async () => {
          expect(await firing()).toContain("MongoDBDown");
        });
        await eventually("people are told", 120, async () => {
          expect(await arrived("slack", "MongoDBDown")).not.toEqual([]);
        });
      } finally {
        await stop();
      }
      const ended = Date.now();
      // The kubelet delays each restart by longer: a new pod starts without delay.
      await replaceRestarted(["mongodb"]);
      await eventually("it is back", RECOVERY_SECONDS, async () => {
        expect(await statusOf(PREFERENCES)).toBe(200);
      });
      console.log(`recovered ${String((Date.now() - ended) / 1000)} s after it was left alone`);
      expect((await ada.get(PREFERENCES)).body.makes).toEqual(["Honda"]);
    },
    TEST_MS,
  );

  it("every other request was answered, and none by an error", () => {
    const { answers, failures, requests } = traffic.report();
    expect(requests).toBeGreaterThan(100);
    expect(failures).toEqual({});
    expect(errorsIn({ answers })).toEqual([]);
  });
});
