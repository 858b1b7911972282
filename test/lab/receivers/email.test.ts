import { connect } from "node:net";
import { createInterface } from "node:readline";

import { Harness, SECRETS } from "./harness";

const mail = {
  from: "alertmanager@example.com",
  to: ["team@example.com", "boss@example.com"],
  subject: "[FIRING:1] LowUserSignupRate info – zu wenige Anmeldungen",
  text: "Fewer than one: ü",
  html: "<b>Labels:</b><br>alertname = LowUserSignupRate<br>",
};

describe("the mail server", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  it.each(["LOGIN", "PLAIN"])("accepts mail after AUTH %s", async (method) => {
    await receivers.mailer(undefined, method).sendMail(mail);
    const [kept] = await receivers.arrived("?receiver=email");
    expect(kept).toMatchObject({
      channel: "team@example.com, boss@example.com",
      kind: "trigger",
      alertnames: ["LowUserSignupRate"],
      summary: mail.subject,
      body: {
        envelope: { from: mail.from, to: mail.to },
        subject: mail.subject,
        text: `${mail.text}\n`,
      },
    });
    expect(kept!.body.html).toContain(mail.html);
  });

  it("offers AUTH LOGIN first, which Alertmanager can use without TLS", async () => {
    const { hostname, port } = receivers.smtp();
    const socket = connect(port, hostname);
    const offers: string[] = [];
    // A client has to wait for the greeting. The last line of the reply has no hyphen.
    for await (const line of createInterface(socket)) {
      if (line.startsWith("220")) socket.write("EHLO test\r\n");
      if (line.startsWith("250")) offers.push(line.slice(4));
      if (line.startsWith("250 ")) break;
    }
    socket.destroy();
    expect(offers).toContain("AUTH LOGIN PLAIN");
  });

  it.each([
    ["user", { user: "somebody", pass: SECRETS.smtpPassword }],
    ["password", { user: SECRETS.smtpUsername, pass: "wrong-password" }],
  ])("rejects a wrong %s", async (_what, auth) => {
    await expect(receivers.mailer(auth).sendMail(mail)).rejects.toMatchObject({
      responseCode: 535,
    });
    expect(await receivers.arrived()).toEqual([]);
  });

  it("rejects mail from an unauthenticated client", async () => {
    await expect(receivers.mailer(null).sendMail(mail)).rejects.toMatchObject({
      responseCode: 530,
    });
  });

  it("rejects mail over 1 MB", async () => {
    const text = "0123456789 ".repeat(100_000);
    await expect(receivers.mailer().sendMail({ ...mail, text })).rejects.toMatchObject({
      responseCode: 552,
    });
    expect(await receivers.arrived()).toEqual([]);
  });

  it("fails once with the injected reply code, then accepts the mail", async () => {
    await receivers.order("email", 451, 1);
    await expect(receivers.mailer().sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });
    await receivers.mailer().sendMail(mail);
    expect(await receivers.arrived()).toHaveLength(1);
  });
});
