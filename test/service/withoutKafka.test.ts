import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";

let servers: DataServers;
let service: RunningService;

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers);
  await untilReady(service);
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

it("rejects subscriptions and writes no outbox events without Kafka", async () => {
  const browser = await Browser.signedIn(service.url);
  const deal = `/api/v1/deals/${await browser.deal()}`;
  expect((await browser.put(deal, { status: "in_progress" })).status).toBe(200);
  expect((await browser.delete(deal)).status).toBe(204);
  const client = await servers.superuser();
  expect((await client.query("SELECT id FROM outbox")).rows).toEqual([]);
  await client.end();

  const subscription = "/api/v1/subscriptions/1b4e28ba-2fa1-41d2-883f-0016d3cca427";
  const answers = await Promise.all([
    browser.get("/api/v1/subscriptions"),
    browser.post("/api/v1/subscriptions", { url: "https://example.com/" }),
    browser.delete(subscription),
  ]);
  for (const { status, body } of answers) {
    expect([status, body.detail]).toEqual([
      503,
      "This service tells nobody of deals: it has no Kafka.",
    ]);
  }
  const scrape = await service.scrape();
  expect(scrape.value("autodealgenie_outbox_events")).toBeUndefined();
});
