import { Harness, resolve, SECRETS, trigger } from "./harness";

describe("PagerDuty's Events API v2", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  const enqueue = async (event: string | object) => {
    const { status, text } = await receivers.post("/v2/enqueue", event);
    return { status, body: JSON.parse(text) };
  };

  it("accepts a trigger event and returns its dedup key", async () => {
    const { status, body } = await enqueue(trigger());
    expect(status).toBe(202);
    expect(body).toEqual({ status: "success", message: "Event processed", dedup_key: "group-1" });
    const [kept] = await receivers.arrived();
    expect(kept).toMatchObject({
      receiver: "pagerduty",
      channel: null,
      kind: "trigger",
      alertnames: ["HighErrorRate"],
      summary: "[FIRING:1] HighErrorRate critical (backend)",
    });
  });

  it.each(["absent", "empty"])("generates a dedup key if it is %s", async (how) => {
    const { body } = await enqueue(trigger({ dedup_key: how === "empty" ? "" : undefined }));
    expect(body.dedup_key).toMatch(/^[0-9a-f]{32}$/);
    const [kept] = await receivers.arrived();
    expect(kept!.body.dedup_key).toBe(body.dedup_key);
  });

  it("redacts the routing key in the list of notifications", async () => {
    await enqueue(trigger());
    const { text } = await receivers.request("GET", "/notifications");
    expect(text).toContain('"routing_key":"[secret]"');
    expect(text).not.toContain(SECRETS.pagerdutyRoutingKey);
  });

  it.each(["acknowledge", "resolve"])("needs no payload to %s", async (event_action) => {
    const { status } = await enqueue(trigger({ event_action, payload: undefined }));
    expect(status).toBe(202);
    const [kept] = await receivers.arrived();
    expect(kept).toMatchObject({ kind: event_action, summary: "" });
  });

  const { payload } = trigger();
  const long = "x".repeat(2000);
  it.each([
    ["invalid JSON", "{", "The request body is not a JSON object"],
    ["a list", [], "The request body is not a JSON object"],
    [
      "a missing routing key",
      trigger({ routing_key: undefined }),
      "Length of 'routing_key' is incorrect (should be 32 characters)",
    ],
    [
      "a short routing key",
      trigger({ routing_key: "abc" }),
      "Length of 'routing_key' is incorrect (should be 32 characters)",
    ],
    [
      "an unknown routing key",
      trigger({ routing_key: "x".repeat(32) }),
      "'routing_key' belongs to no service",
    ],
    [
      "an unknown action",
      trigger({ event_action: "fire" }),
      "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')",
    ],
    ["a missing payload", trigger({ payload: undefined }), "'payload' is missing or blank"],
    [
      "a blank summary",
      trigger({ payload: { ...payload, summary: " " } }),
      "'payload.summary' is missing or blank",
    ],
    [
      "an empty source",
      trigger({ payload: { ...payload, source: "" } }),
      "'payload.source' is missing or blank",
    ],
    [
      "a summary over 1024 characters",
      trigger({ payload: { ...payload, summary: long } }),
      "'payload.summary' is too long (at most 1024 characters)",
    ],
    [
      "an unknown severity",
      trigger({ payload: { ...payload, severity: "none" } }),
      "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    ],
    [
      "a resolve event without a dedup_key",
      resolve({ dedup_key: undefined }),
      "'dedup_key' is missing or blank",
    ],
    [
      "a dedup_key over 255 characters",
      trigger({ dedup_key: long }),
      "'dedup_key' is too long (at most 255 characters)",
    ],
  ])("rejects %s and stores nothing", async (_what, event, error) => {
    const { status, body } = await enqueue(event);
    expect(status).toBe(400);
    expect(body).toEqual({
      status: "invalid event",
      message: "Event object is invalid",
      errors: [error],
    });
    expect(await receivers.arrived()).toEqual([]);
  });

  it("reports every error of an event at once", async () => {
    const { body } = await enqueue(trigger({ payload: { severity: "none" } }));
    expect(body.errors).toHaveLength(3);
  });

  it("rejects an event over 512 kB", async () => {
    const { status } = await enqueue(trigger({ client: "x".repeat(512_000) }));
    expect(status).toBe(413);
  });

  it("groups events into one incident per dedup key", async () => {
    await enqueue(trigger());
    await enqueue(trigger());
    await enqueue(trigger({ dedup_key: "group-2" }));
    await enqueue(resolve());
    expect(await receivers.get("/incidents")).toMatchObject([
      {
        dedupKey: "group-1",
        state: "resolved",
        triggers: 2,
        opened: 1,
        alertnames: ["HighErrorRate"],
      },
      { dedupKey: "group-2", state: "triggered", triggers: 1, opened: 1 },
    ]);
  });
});
