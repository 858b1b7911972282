import { Harness, SECRETS } from "./harness";

describe("OpsGenie's Alert API", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  const KEY = { authorization: `GenieKey ${SECRETS.opsgenieApiKey}` };
  /** An alert as Alertmanager creates it. */
  const alert = (changes: object = {}) => ({
    alias: "alias-1",
    message: "[FIRING] DatabaseDown: PostgreSQL is down.",
    description: "Nobody can sign in.",
    details: { alertname: "DatabaseDown", severity: "critical" },
    source: "http://alertmanager.example",
    responders: [{ type: "team", name: "ops" }],
    tags: ["DatabaseDown", "critical"],
    priority: "P1",
    ...changes,
  });
  const create = async (body: object | string, headers: Record<string, string> = KEY) => {
    const { status, text } = await receivers.request("POST", "/v2/alerts", body, headers);
    return { status, body: JSON.parse(text) };
  };
  const close = async (alias: string, query = "?identifierType=alias") => {
    const path = `/v2/alerts/${alias}/close${query}`;
    const { status, text } = await receivers.request("POST", path, { source: "x" }, KEY);
    return { status, body: JSON.parse(text) };
  };

  it("accepts an alert, and closes it by its alias", async () => {
    const { status, body } = await create(alert());
    expect(status).toBe(202);
    expect(body).toEqual({
      result: "Request will be processed",
      took: expect.any(Number),
      requestId: expect.any(String),
    });
    await create(alert());
    expect((await close("alias-1")).status).toBe(202);
    expect(await receivers.arrived("?receiver=opsgenie")).toMatchObject([
      { kind: "trigger", alertnames: ["DatabaseDown"], channel: "team ops" },
      { kind: "trigger" },
      { kind: "resolve", alertnames: ["DatabaseDown"], summary: alert().message },
    ]);
    expect(await receivers.get("/opsgenie/alerts")).toMatchObject([
      { dedupKey: "alias-1", state: "resolved", triggers: 2, opened: 1 },
    ]);
    expect(await receivers.get("/incidents")).toEqual([]);
  });

  it("accepts a close request for an unknown alert, and changes nothing", async () => {
    expect((await close("unknown")).status).toBe(202);
    expect(await receivers.get("/opsgenie/alerts")).toEqual([]);
  });

  it("neither returns nor logs the API key", async () => {
    await create(alert());
    const { text } = await receivers.request("GET", "/notifications");
    expect(text + receivers.log).not.toContain(SECRETS.opsgenieApiKey);
  });

  it.each([
    ["a missing key", {}, 401],
    ["a key with the wrong scheme", { authorization: `Bearer ${SECRETS.opsgenieApiKey}` }, 401],
    ["an unknown key", { authorization: "GenieKey 00000000-0000-4000-8000-000000000000" }, 403],
  ])("rejects %s", async (_what, headers, status) => {
    expect((await create(alert(), headers)).status).toBe(status);
    expect(await receivers.arrived()).toEqual([]);
  });

  it.each([
    ["invalid JSON", "{", [""]],
    ["a blank message", alert({ message: " " }), ["message"]],
    ["a message over 130 characters", alert({ message: "x".repeat(131) }), ["message"]],
    ["an unknown priority", alert({ priority: "P0" }), ["priority"]],
    ["a responder without a type", alert({ responders: [{ name: "ops" }] }), ["responders.0.type"]],
    [
      "a team identified by an email address",
      alert({ responders: [{ type: "team", username: "a@b.example" }] }),
      ["responders.0"],
    ],
    ["a number in the details", alert({ details: { n: 1 } }), ["details.n"]],
  ])("rejects %s, and names the field", async (_what, sent, fields) => {
    const { status, body } = await create(sent);
    expect(status).toBe(422);
    expect(Object.keys(body.errors as object)).toEqual(fields);
    expect(await receivers.arrived()).toEqual([]);
  });

  it("rejects a close request that does not identify the alert by its alias", async () => {
    expect((await close("alias-1", "")).status).toBe(422);
  });
});
