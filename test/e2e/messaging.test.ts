import { setTimeout as sleep } from "node:timers/promises";

import { Webhook } from "standardwebhooks";

import { workerOwn } from "../../service/metrics/catalog";
import { KAFKA_PORT, MONGODB_PORT } from "../../service/defaults";
import { kafka } from "../../signals/exporters/kafka";
import { podsOf, processesOf, replaceRestarted, signal } from "../../lab/clients/pods";
import { firing } from "../../lab/clients/prometheus";
import { arrived, clear, deliveriesTo } from "../../lab/clients/receivers";
import { urlOf } from "../../lab/cluster/layout";
import { extraSettings } from "../../lab/deploy/extras";
import { alike, repeatedly } from "../../lab/drills/background";
import type { Undo } from "../../lab/drills/drill";
import { cutOff } from "../../lab/drills/faults/network";
import { subscriberUrl } from "../../lab/receivers/addresses";
import type { Traffic } from "../../lab/traffic/traffic";
import { up } from "../../lab/up";
import { eventually } from "../../tools/polling";
import { Browser } from "../service/browser";
import { backendPages } from "./support/counters";
import {
  catalogued,
  ofBackend,
  ofMongodbExporter,
  ownLabels,
  seriesOf,
  strangers,
} from "./support/emitted";
import { labConfigWith } from "./support/labStack";
import { errorsIn, fewPeople } from "./support/people";
import { TIME_SCALE } from "./support/scale";
import { settled } from "./support/settled";

const PREFERENCES = "/api/v1/preferences";
const SEARCHES = "/api/v1/searches";

/** How long MongoDB and Kafka are away. */
const AWAY_SECONDS = 60;
/** How long both may take to start again, and then their clients to find them. No setting shortens this. */
const RECOVERY_SECONDS = 240;
/** For all waits of a test or hook, each of which has its own limit. */
const TEST_MS = 900_000;

const BOTH = ["mongodb", "kafka"] as const;
const REACHED = [/^autodealgenie_mongodb_up 1$/m, /^autodealgenie_outbox_events \d/m];

const deploy = (settings = {}) => up({ timeScale: TIME_SCALE, settings, say: () => undefined });

/** Kills both whenever they start. */
function killing(): Promise<Undo> {
  const stop = repeatedly(2, async () => {
    for (const app of BOTH) {
      const [pod] = await podsOf(app);
      signal(pod === undefined ? [] : processesOf(pod), "SIGKILL");
    }
  });
  return Promise.resolve(async () => {
    await stop();
    // The kubelet delays each restart by longer: a new pod starts without delay.
    await replaceRestarted(BOTH);
  });
}

/** Leaves both running, with their connections open, but drops every packet. */
async function cuttingOff(): Promise<Undo> {
  const end = alike(await cutOff("mongodb", MONGODB_PORT), await cutOff("kafka", KAFKA_PORT));
  return async () => {
    await end();
    // Their probes have failed, too.
    await replaceRestarted(BOTH);
  };
}

/** A user who changes deals, and is told of each change by webhooks. */
class Seller {
  readonly #prices = new Map<string, number[]>();

  private constructor(
    private readonly browser: Browser,
    private readonly name: string,
    private readonly secret: string,
  ) {}

  static async subscribed(name: string): Promise<Seller> {
    const browser = await Browser.signedIn(urlOf("backend"));
    const { status, body } = await browser.post("/api/v1/subscriptions", {
      url: subscriberUrl(name),
    });
    expect([status, body]).toMatchObject([201, { secret: expect.any(String) as string }]);
    return new Seller(browser, name, body.secret as string);
  }

  async offers(): Promise<void> {
    const deal = await this.browser.deal({ asking_price: 10_000 });
    this.#prices.set(deal, [10_000]);
  }

  /** Changes the price of each deal once. */
  async changes(): Promise<void> {
    for (const [deal, prices] of this.#prices) {
      const price = 10_000 + prices.length;
      const { status } = await this.browser.put(`/api/v1/deals/${deal}`, { asking_price: price });
      expect(status).toBe(200);
      prices.push(price);
    }
  }

  get events(): number {
    return [...this.#prices.values()].reduce((sum, prices) => sum + prices.length, 0);
  }

  /** The prices of which the subscriber was told, by deal, in order; each webhook's signature is verified. */
  async told(): Promise<Readonly<Record<string, readonly number[]>>> {
    const told: Record<string, number[]> = {};
    for (const { text, headers } of await deliveriesTo(this.name)) {
      const { deal_id: deal, deal: now } = new Webhook(this.secret).verify(text, headers) as {
        deal_id: string;
        deal: { asking_price: number };
      };
      (told[deal] ??= []).push(now.asking_price);
    }
    return told;
  }

  get expected(): Readonly<Record<string, readonly number[]>> {
    return Object.fromEntries(this.#prices);
  }
}

describe("MongoDB and Kafka, while people use the backend", () => {
  const over = new AbortController();
  let traffic: Traffic;
  let sent: Promise<unknown>;
  let ada: Browser;

  const statusOf = async (path: string) => (await ada.get(path)).status;
  const searched = () => ada.post("/api/v1/vehicles/search", { make: "Honda" });

  beforeAll(async () => {
    await deploy(extraSettings(["messaging"]));
    await settled(labConfigWith(["messaging"]));
    ada = await Browser.signedIn(urlOf("backend"));
    await eventually("each backend reaches both", RECOVERY_SECONDS, async () => {
      for (const page of await backendPages()) {
        for (const reached of REACHED) expect(page).toMatch(reached);
      }
    });
    traffic = fewPeople(over.signal);
    sent = traffic.run();
  }, TEST_MS);

  afterAll(async () => {
    over.abort();
    await sent;
    await deploy();
  }, TEST_MS);

  it("store preferences and searches, and deliver events to webhooks", async () => {
    expect((await ada.put(PREFERENCES, { makes: ["Honda"] })).status).toBe(200);
    expect((await searched()).status).toBe(200);
    await eventually("the search is kept", 30, async () => {
      expect((await ada.get(SEARCHES)).body.total).toBe(1);
    });
    const seller = await Seller.subscribed("first");
    await seller.offers();
    await seller.changes();
    await eventually("the subscriber is told", 60, async () => {
      expect(await seller.told()).toEqual(seller.expected);
    });
  });

  it("expose the cataloged metrics with the cataloged labels", async () => {
    const declared = [
      ...ofBackend.filter(({ metric: { name } }) => /_(mongodb|outbox)_/.test(name)),
      ...ofMongodbExporter,
      ...catalogued(kafka, "kafka"),
      ...catalogued(workerOwn, "worker").filter(({ metric }) => metric.absentWhile === undefined),
    ];
    expect(declared.length).toBeGreaterThan(15);
    for (const it of declared) {
      const { name, labels } = it.metric;
      await eventually(`${name} is scraped`, 60, async () => {
        const series = await seriesOf(it);
        expect([name, ownLabels(it.metric, series)]).toEqual([name, Object.keys(labels).sort()]);
        expect(series).not.toEqual([]);
        expect(strangers(it.metric, series)).toEqual([]);
      });
    }
  });

  it.each([
    ["killed again and again for a minute", "killed", killing],
    ["cut off for a minute, with their connections open", "cut", cuttingOff],
  ] as const)(
    "%s: only requests that need them get 503, alerts fire, and events arrive once and in order",
    async (_, name, begin) => {
      await clear();
      const seller = await Seller.subscribed(name);
      for (let deal = 0; deal < 3; deal++) await seller.offers();
      const seen = new Set<number>();
      const end = await begin();
      const began = Date.now();
      try {
        while (Date.now() - began < AWAY_SECONDS * 1000) {
          seen.add(await statusOf(PREFERENCES));
          expect((await searched()).status).toBe(200);
          await seller.changes();
          // A user may search 100 times per hour.
          await sleep(2000);
        }
        expect([...seen]).toContain(503);
        expect([...seen].filter((status) => status !== 200 && status !== 503)).toEqual([]);
        for (const alert of ["MongoDBDown", "KafkaDown"]) {
          await eventually(`${alert} fires`, 120, async () => {
            expect(await firing()).toContain(alert);
          });
          await eventually(`people are told of ${alert}`, 120, async () => {
            expect(await arrived("slack", alert)).not.toEqual([]);
          });
        }
      } finally {
        await end();
      }
      const ended = Date.now();
      const since = () => ((Date.now() - ended) / 1000).toFixed(1);
      await eventually("MongoDB is back", RECOVERY_SECONDS, async () => {
        expect(await statusOf(PREFERENCES)).toBe(200);
      });
      const mongodb = since();
      expect((await ada.get(PREFERENCES)).body.makes).toEqual(["Honda"]);
      await eventually("every event is delivered", RECOVERY_SECONDS, async () => {
        expect(await seller.told()).toEqual(seller.expected);
      });
      console.log(
        `${name}: MongoDB was back after ${mongodb} s; ${String(seller.events)} events, all delivered once and in order after ${since()} s`,
      );
      await eventually("both alerts are resolved", RECOVERY_SECONDS, async () => {
        const still = await firing();
        expect(still.filter((alert) => ["MongoDBDown", "KafkaDown"].includes(alert))).toEqual([]);
      });
    },
    TEST_MS,
  );

  it("every request of the background traffic succeeds", () => {
    const { answers, failures, requests } = traffic.report();
    expect(requests).toBeGreaterThan(100);
    expect(failures).toEqual({});
    expect(errorsIn({ answers })).toEqual([]);
  });
});
