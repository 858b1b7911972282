import { Harness } from "./harness";

describe("a subscriber of the service", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());

  const got = (name: string) => receivers.get(`/subscribers/${name}`);

  it("stores every message in order, including duplicates, separately from other subscribers", async () => {
    for (const text of ["one", "two", "two"]) {
      expect((await receivers.request("POST", "/subscribers/ada", text)).status).toBe(204);
    }
    await receivers.request("POST", "/subscribers/grace", "other");
    expect(await got("ada")).toMatchObject([{ text: "one" }, { text: "two" }, { text: "two" }]);
    expect(await got("grace")).toMatchObject([{ text: "other" }]);
    await receivers.request("DELETE", "/subscribers/ada");
    expect([await got("ada"), await got("nobody")]).toEqual([[], []]);
  });

  it("stores the signature headers, and no others", async () => {
    await receivers.request("POST", "/subscribers/signed", "{}", {
      "Webhook-Id": "1",
      Authorization: "Bearer secret",
    });
    expect(await got("signed")).toEqual([{ headers: { "webhook-id": "1" }, text: "{}" }]);
  });
});
