import { Harness, heartbeat, SECRETS } from "./harness";

describe("a webhook", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  const path = `/hooks/audit/${SECRETS.webhookToken}`;
  const body = (status: string) =>
    heartbeat({
      status,
      commonAnnotations: { summary: "PostgreSQL is down." },
      alerts: [{ status, labels: { alertname: "DatabaseDown" } }],
    });

  it("accepts firing and resolved notifications", async () => {
    for (const status of ["firing", "resolved"]) {
      expect((await receivers.post(path, body(status))).status).toBe(200);
    }
    const said = { channel: "audit", alertnames: ["DatabaseDown"], summary: "PostgreSQL is down." };
    expect(await receivers.arrived("?receiver=webhook")).toMatchObject([
      { ...said, kind: "trigger" },
      { ...said, kind: "resolve" },
    ]);
  });

  it("rejects a wrong token, and a body that is not Alertmanager's", async () => {
    expect((await receivers.post("/hooks/audit/another-token-012345", body("firing"))).status).toBe(
      404,
    );
    const { status, text } = await receivers.post(path, { hello: "world" });
    expect(status).toBe(400);
    expect(text).toContain("not an Alertmanager webhook of version 4");
    expect(await receivers.arrived()).toEqual([]);
    expect(receivers.log).not.toContain(SECRETS.webhookToken);
  });

  it("fails once with the injected fault, then succeeds", async () => {
    await receivers.order("webhook", 503, 1);
    expect((await receivers.post(path, body("firing"))).status).toBe(503);
    expect((await receivers.post(path, body("firing"))).status).toBe(200);
  });
});
