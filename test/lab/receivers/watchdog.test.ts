import { DeadMansSwitch } from "../../../lab/receivers/switch";
import { Inbox } from "../../../lab/receivers/inbox";
import { until } from "../../service/harness";
import { heartbeat, Harness, SECRETS } from "./harness";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const path = `/watchdog/${SECRETS.watchdogToken}`;

describe("the dead man's switch", () => {
  const receivers = new Harness();
  beforeAll(() => receivers.start());
  afterAll(() => receivers.remove());
  beforeEach(() => receivers.request("DELETE", "/notifications"));

  it("waits for the first heartbeat, and remembers the last one after a restart and a clearing", async () => {
    expect(await receivers.get("/heartbeat")).toEqual({
      state: "waiting",
      lastBeatAt: null,
      ageSeconds: null,
      limitSeconds: 300,
    });
    expect(await receivers.post(path, heartbeat())).toEqual({
      status: 200,
      text: '{"status":"ok"}',
    });
    const [beat] = await receivers.arrived("?receiver=watchdog");
    expect(beat).toMatchObject({ kind: "heartbeat", alertnames: ["Watchdog"] });
    await receivers.restart();
    await receivers.request("DELETE", "/notifications");
    const { lastBeatAt, state } = (await receivers.get("/heartbeat")) as Record<string, string>;
    expect(state).toBe("alive");
    expect(lastBeatAt).toBe(beat!.receivedAt);
  });

  it.each([
    ["a resolved watchdog", heartbeat({ status: "resolved" }), 200],
    ["an empty body", "", 400],
    ["an older webhook version", heartbeat({ version: "3" }), 400],
    ["a notification without alerts", heartbeat({ alerts: [] }), 400],
    ["an unknown status", heartbeat({ status: "maybe" }), 400],
  ])("does not count %s as a heartbeat", async (_what, body, expected) => {
    const before = (await receivers.get("/heartbeat")) as object;
    const { status, text } = await receivers.post(path, body);
    expect(status).toBe(expected);
    if (status === 400) expect(text).toContain("not an Alertmanager webhook of version 4");
    expect(await receivers.get("/heartbeat")).toMatchObject({
      ...before,
      ageSeconds: expect.any(Number),
    });
    expect((await receivers.arrived()).filter(({ kind }) => kind === "heartbeat")).toEqual([]);
  });

  it("rejects a wrong token", async () => {
    const { status } = await receivers.post("/watchdog/another-token-0123456789", heartbeat());
    expect(status).toBe(404);
  });
});

describe("a missing heartbeat", () => {
  const folder = mkdtempSync(join(tmpdir(), "switch-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
  const at = (second: number) => {
    seconds = second;
  };
  const beats = (inbox: Inbox, deadMansSwitch: DeadMansSwitch) => {
    inbox.add({
      receiver: "watchdog",
      channel: null,
      kind: "heartbeat",
      alertnames: ["Watchdog"],
      summary: "",
      body: {},
    });
    deadMansSwitch.heard();
  };
  const rung = (inbox: Inbox) =>
    inbox
      .list()
      .filter(({ kind }) => kind !== "heartbeat")
      .map(({ kind, alertnames, summary }) => `${kind} ${alertnames.join()}: ${summary}`);
  const SILENT =
    "trigger WatchdogSilent: the watchdog has been silent for 61 s: alerting is broken";

  it("triggers once after the limit, and resolves once when heartbeats return, even across restarts", () => {
    at(0);
    const inbox = new Inbox(folder, now);
    const first = new DeadMansSwitch(inbox, 60, now);
    at(1000);
    first.check();
    expect(rung(inbox)).toEqual([]);
    expect(first.view()).toMatchObject({ state: "waiting" });

    beats(inbox, first);
    at(1060);
    first.check();
    expect(rung(inbox)).toEqual([]);
    at(1061);
    first.check();
    first.check();
    expect(rung(inbox)).toEqual([SILENT]);
    expect(first.view()).toMatchObject({ state: "silent", ageSeconds: 61, limitSeconds: 60 });
    inbox.close();

    const again = new Inbox(folder, now);
    const second = new DeadMansSwitch(again, 60, now);
    at(2000);
    second.check();
    expect(rung(again)).toEqual([SILENT]);
    beats(again, second);
    expect(rung(again)).toEqual([
      SILENT,
      "resolve WatchdogSilent: the watchdog's heartbeats are back",
    ]);
    expect(second.view()).toMatchObject({ state: "alive" });

    const third = new DeadMansSwitch(again, 60, now);
    at(2060);
    third.check();
    expect(rung(again)).toHaveLength(2);
    again.close();
  });

  it("is not reported for the time in which the switch was not running", () => {
    const away = mkdtempSync(join(folder, "away-"));
    at(0);
    const inbox = new Inbox(away, now);
    beats(inbox, new DeadMansSwitch(inbox, 60, now));
    at(600);
    const next = new DeadMansSwitch(inbox, 60, now);
    next.check();
    expect(rung(inbox)).toEqual([]);
    at(661);
    next.check();
    expect(rung(inbox)).toEqual([SILENT]);
    inbox.close();
  });

  it("is detected by the running server", async () => {
    const receivers = new Harness();
    receivers.silenceSeconds = 0.3;
    await receivers.start();
    try {
      await receivers.post(path, heartbeat());
      let ringing: unknown[] = [];
      await until("it rings", async () => {
        ringing = (await receivers.arrived()).filter(({ kind }) => kind === "trigger");
        return ringing.length > 0;
      });
      expect(ringing).toMatchObject([{ receiver: "watchdog", alertnames: ["WatchdogSilent"] }]);
      expect((await receivers.request("GET", "/")).text).toContain("The watchdog is silent");
    } finally {
      await receivers.remove();
    }
  });
});
