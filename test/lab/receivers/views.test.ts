import { heartbeat, Harness, message, SECRETS, trigger } from "./harness";

describe("the receivers' API and page", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  const page = () => receivers.post("/v2/enqueue", trigger());
  const chat = (changes = {}) => receivers.post(SECRETS.slackWebhookPath, message(changes));
  const beat = () => receivers.post(`/watchdog/${SECRETS.watchdogToken}`, heartbeat());

  it("reports that it is alive", async () => {
    expect(await receivers.get("/healthz")).toEqual({ status: "ok" });
  });

  it("lists notifications in order of arrival, optionally by receiver and after an ID", async () => {
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
    "rejects the invalid query %s",
    async (query) => {
      const { status, text } = await receivers.request("GET", `/notifications?${query}`);
      expect(status).toBe(400);
      expect(text).toContain("error");
    },
  );

  it("clears the notifications, and does not reuse their IDs", async () => {
    await page();
    const { id } = (await receivers.arrived())[0]!;
    expect(JSON.parse((await receivers.request("DELETE", "/notifications")).text)).toEqual({
      cleared: 1,
    });
    expect(await receivers.get("/incidents")).toEqual([]);
    await page();
    expect(await receivers.arrived()).toMatchObject([{ id: id + 1 }]);
  });

  it("responds with 404 to any other request", async () => {
    expect((await receivers.request("GET", "/v2/enqueue")).status).toBe(404);
  });

  describe("injected faults", () => {
    afterEach(() => receivers.order("slack", 500, 0));

    it("fail the next deliveries without storing them, and then stop", async () => {
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

    it("are not consumed by invalid deliveries", async () => {
      await receivers.order("slack", 500, 1);
      expect((await chat({ attachments: [] })).text).toBe("no_text");
      expect((await chat()).status).toBe(500);
    });

    it("are canceled by a count of 0", async () => {
      await receivers.order("slack", 500, 5);
      await receivers.order("slack", 500, 0);
      expect((await chat()).status).toBe(200);
    });

    it.each([
      ["an unknown receiver", "pager", { status: 500, count: 1 }],
      ["a success status", "slack", { status: 200, count: 1 }],
      ["a negative count", "slack", { status: 500, count: -1 }],
      ["a missing count", "slack", { status: 500 }],
      ["a body that is not an object", "slack", "500"],
    ])("are rejected for %s", async (_what, receiver, body) => {
      expect((await receivers.request("PUT", `/faults/${receiver}`, body)).status).toBe(400);
    });
  });

  describe("the page", () => {
    it("lists the newest notifications first, escapes them, and forbids scripts", async () => {
      await chat({ text: `<script>alert("older")</script>` });
      await chat({ text: "newer" });
      const { text, headers } = await receivers.request("GET", "/");
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(text).toContain("&lt;script&gt;alert(&quot;older&quot;)&lt;/script&gt;");
      expect(text).not.toContain("<script");
      expect(text.indexOf("newer")).toBeLessThan(text.indexOf("older"));
    });

    it("shows incidents, the last heartbeat, and injected faults", async () => {
      await page();
      await beat();
      await receivers.order("email", 451, 3);
      const { text } = await receivers.request("GET", "/");
      expect(text).toContain(">triggered</td>");
      expect(text).toContain("The watchdog sent its last heartbeat");
      expect(text).toContain("The next 3 to email fail with 451.");
    });

    it("refreshes itself unless requested with refresh=off", async () => {
      expect((await receivers.request("GET", "/")).text).toContain('http-equiv="refresh"');
      const still = await receivers.request("GET", "/?refresh=off");
      expect(still.text).not.toContain('http-equiv="refresh"');
    });
  });

  it("never logs a secret", async () => {
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
