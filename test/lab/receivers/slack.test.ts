import { Harness, message, SECRETS } from "./harness";

describe("Slack's incoming webhook", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  const path = SECRETS.slackWebhookPath;

  it("accepts Alertmanager's message, and responds with ok", async () => {
    expect(await receivers.post(path, message())).toEqual({ status: 200, text: "ok" });
    const [kept] = await receivers.arrived();
    expect(kept).toMatchObject({
      receiver: "slack",
      channel: "#warnings",
      kind: "trigger",
      alertnames: ["HighAPILatency"],
      summary: "[FIRING:1] HighAPILatency warning (backend)",
      body: message(),
    });
  });

  it.each([
    ["the word RESOLVED", { text: "[RESOLVED] HighAPILatency" }, "resolve"],
    ["the color danger", { attachments: [{ text: "slow", color: "danger" }] }, "trigger"],
    ["the color good", { attachments: [{ text: "fast", color: "good" }] }, "resolve"],
    ["neither a status nor a color", { text: "hello" }, "message"],
    ["both FIRING and RESOLVED", { text: "[FIRING:1] A\n[RESOLVED] B" }, "trigger"],
  ])("classifies a message with %s", async (_what, body, kind) => {
    await receivers.post(path, body);
    expect(await receivers.arrived()).toMatchObject([{ kind, channel: null }]);
  });

  it.each([
    ["invalid JSON", "payload", 400, "invalid_payload"],
    ["a text that is not a string", { text: 1 }, 400, "invalid_payload"],
    ["attachments that are not objects", { attachments: ["x"] }, 400, "invalid_payload"],
    ["missing content", {}, 400, "no_text"],
    ["empty content", { text: "", attachments: [{ title: "" }], blocks: [] }, 400, "no_text"],
    ["a block without a type", { blocks: [{}] }, 400, "invalid_blocks"],
    [
      "101 attachments",
      { attachments: Array(101).fill({ text: "x" }) },
      400,
      "too_many_attachments",
    ],
  ])("rejects %s", async (_what, body, status, text) => {
    expect(await receivers.post(path, body)).toEqual({ status, text });
    expect(await receivers.arrived()).toEqual([]);
  });

  it.each([
    ["a wrong token", path.replace(/\w{4}$/, "zzzz"), 403, "invalid_token"],
    ["an unknown hook", path.replace("/B0", "/B9"), 404, "no_service"],
    ["a truncated path", "/services/T0AAAAAAA", 404, "no_service"],
  ])("rejects a request with %s", async (_what, wrong, status, text) => {
    expect(await receivers.post(wrong, message())).toEqual({ status, text });
    expect(await receivers.arrived()).toEqual([]);
  });
});
