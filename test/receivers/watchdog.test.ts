import { heartbeat, Harness, SECRETS } from "./harness";

describe("the dead man's switch", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  const path = `/watchdog/${SECRETS.watchdogToken}`;

  it("remembers the last beat", async () => {
    expect(await receivers.get("/heartbeat")).toEqual({ lastBeatAt: null, ageSeconds: null });
    expect(await receivers.post(path, heartbeat())).toEqual({
      status: 200,
      text: '{"status":"ok"}',
    });
    const [beat] = await receivers.arrived("?receiver=watchdog");
    expect(beat).toMatchObject({ kind: "heartbeat", alertnames: ["Watchdog"] });
    expect(await receivers.get("/heartbeat")).toMatchObject({ lastBeatAt: beat!.receivedAt });
  });

  it("takes a resolved watchdog for no beat", async () => {
    await receivers.post(path, heartbeat({ status: "resolved" }));
    expect(await receivers.arrived()).toMatchObject([{ kind: "resolve" }]);
    expect(await receivers.get("/heartbeat")).toMatchObject({ lastBeatAt: null });
  });

  it.each([
    ["no JSON", ""],
    ["an older version", heartbeat({ version: "3" })],
    ["no alerts", heartbeat({ alerts: [] })],
    ["an unknown status", heartbeat({ status: "maybe" })],
  ])("refuses %s", async (_what, body) => {
    const { status, text } = await receivers.post(path, body);
    expect(status).toBe(400);
    expect(text).toContain("not an Alertmanager webhook of version 4");
    expect(await receivers.get("/heartbeat")).toMatchObject({ lastBeatAt: null });
  });

  it("refuses another token", async () => {
    const { status } = await receivers.post("/watchdog/another-token-0123456789", heartbeat());
    expect(status).toBe(404);
  });
});
