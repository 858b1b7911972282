import { heartbeat, Harness, message, SECRETS, trigger } from "./harness";

describe("what shows what arrived", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  const page = () => receivers.post("/v2/enqueue", trigger());
  const chat = (changes = {}) => receivers.post(SECRETS.slackWebhookPath, message(changes));
  const beat = () => receivers.post(`/watchdog/${SECRETS.watchdogToken}`, heartbeat());

  it("says that it lives", async () => {
    expect(await receivers.get("/healthz")).toEqual({ status: "ok" });
  });

  it("lists in the order of arrival, by receiver and after an id", async () => {
    await page();
    await chat();
    await page();
    const all = await receivers.arrived();
    const first = all[0]!.id;
    expect(all.map(({ id }) => id)).toEqual([first, first + 1, first + 2]);
    expect(await receivers.arrived("?receiver=slack")).toEqual([all[1]]);
    expect(await receivers.arrived(`?since=${first + 1}`)).toEqual([all[2]]);
    expect(await receivers.arrived(`?receiver=slack&since=${first + 1}`)).toEqual([]);
  });

  it.each(["receiver=pager", "since=yesterday", "sinse=1"])(
    "refuses to list by %s",
    async (query) => {
      const { status, text } = await receivers.request("GET", `/notifications?${query}`);
      expect(status).toBe(400);
      expect(text).toContain("error");
    },
  );

  it("clears, and gives no number twice", async () => {
    await page();
    const { id } = (await receivers.arrived())[0]!;
    expect(JSON.parse((await receivers.request("DELETE", "/notifications")).text)).toEqual({
      cleared: 1,
    });
    expect(await receivers.get("/incidents")).toEqual([]);
    await page();
    expect(await receivers.arrived()).toMatchObject([{ id: id + 1 }]);
  });

  it("answers 404 elsewhere", async () => {
    expect((await receivers.request("GET", "/v2/enqueue")).status).toBe(404);
  });

  describe("faults on order", () => {
    afterEach(() => receivers.order("slack", 500, 0));

    it("fail the next deliveries, keep nothing of them, and then end", async () => {
      await receivers.order("slack", 503, 2);
      expect((await chat()).status).toBe(503);
      expect((await chat()).status).toBe(503);
      expect((await page()).status).toBe(202);
      expect((await chat()).status).toBe(200);
      expect(await receivers.arrived("?receiver=slack")).toHaveLength(1);
      expect(await receivers.get("/faults")).toMatchObject({
        slack: { status: 503, left: 0, failed: 2 },
      });
    });

    it("are not used up by what would have been refused anyhow", async () => {
      await receivers.order("slack", 500, 1);
      expect((await chat({ attachments: [] })).text).toBe("no_text");
      expect((await chat()).status).toBe(500);
    });

    it("are taken back by a count of 0", async () => {
      await receivers.order("slack", 500, 5);
      await receivers.order("slack", 500, 0);
      expect((await chat()).status).toBe(200);
    });

    it.each([
      ["an unknown receiver", "pager", { status: 500, count: 1 }],
      ["a success", "slack", { status: 200, count: 1 }],
      ["a count below 0", "slack", { status: 500, count: -1 }],
      ["no count", "slack", { status: 500 }],
      ["no JSON", "slack", "500"],
    ])("are refused for %s", async (_what, receiver, body) => {
      expect((await receivers.request("PUT", `/faults/${receiver}`, body)).status).toBe(400);
    });
  });

  describe("the page", () => {
    it("shows the newest first, escaped, and runs nothing", async () => {
      await chat({ text: `<script>alert("older")</script>` });
      await chat({ text: "newer" });
      const { text, headers } = await receivers.request("GET", "/");
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(text).toContain("&lt;script&gt;alert(&quot;older&quot;)&lt;/script&gt;");
      expect(text).not.toContain("<script");
      expect(text.indexOf("newer")).toBeLessThan(text.indexOf("older"));
    });

    it("has incidents, the last heartbeat and the faults on order", async () => {
      await page();
      await beat();
      await receivers.order("email", 451, 3);
      const { text } = await receivers.request("GET", "/");
      expect(text).toContain(">triggered</td>");
      expect(text).toContain("The watchdog sent its last heartbeat");
      expect(text).toContain("The next 3 to email fail with 451.");
    });

    it("renews itself unless it is asked to hold still", async () => {
      expect((await receivers.request("GET", "/")).text).toContain('http-equiv="refresh"');
      const still = await receivers.request("GET", "/?refresh=off");
      expect(still.text).not.toContain('http-equiv="refresh"');
    });
  });

  it("logs no secret, whatever was sent", async () => {
    await page();
    await chat();
    await beat();
    await receivers.post("/watchdog/not-quite-the-token-123", heartbeat());
    await receivers.post("/v2/enqueue", trigger({ routing_key: "K".repeat(32) }));
    await receivers
      .mailer({ user: "u", pass: "not-the-password" })
      .verify()
      .catch(() => undefined);
    const sent = [
      SECRETS.pagerdutyRoutingKey,
      SECRETS.slackWebhookPath,
      SECRETS.smtpPassword,
      SECRETS.watchdogToken,
      "not-quite-the-token-123",
      "K".repeat(32),
      "not-the-password",
    ];
    expect(receivers.log).toContain('"msg":"refused"');
    expect(sent.filter((secret) => receivers.log.includes(secret))).toEqual([]);
  });
});
