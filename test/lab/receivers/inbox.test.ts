import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Inbox, KEPT_PER_RECEIVER } from "../../../lab/receivers/inbox";
import type { Arrival } from "../../../lab/receivers/notification";

const arrival: Arrival = {
  receiver: "slack",
  channel: "#warnings",
  kind: "trigger",
  alertnames: ["HighAPILatency"],
  summary: "[FIRING:1] HighAPILatency",
  body: { text: "two\nlines, ü" },
};

describe("Inbox", () => {
  let folder = "";
  const file = () => join(folder, "notifications.jsonl");
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "inbox-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const ids = (inbox: Inbox) => inbox.list().map(({ id }) => id);

  it("restores all notifications if it is reopened without having been closed", () => {
    const before = new Inbox(folder);
    before.add(arrival);
    before.add({ ...arrival, receiver: "email" });
    expect(new Inbox(folder).list()).toEqual(before.list());
  });

  it("drops an incomplete last line, and starts the next entry on a new line", () => {
    const before = new Inbox(folder);
    before.add(arrival);
    before.add(arrival);
    truncateSync(file(), readFileSync(file()).length - 5);
    const after = new Inbox(folder);
    expect(ids(after)).toEqual([1]);
    expect(after.damagedLines).toBe(0);
    after.add(arrival);
    expect(ids(new Inbox(folder))).toEqual([1, 2]);
  });

  it("skips damaged lines, counts them, and keeps the rest", () => {
    new Inbox(folder).add(arrival);
    appendFileSync(file(), 'not JSON\n{"id":"2"}\n');
    new Inbox(folder).add(arrival);
    const inbox = new Inbox(folder);
    expect(ids(inbox)).toEqual([1, 2]);
    expect(inbox.damagedLines).toBe(2);
  });

  it("does not reuse IDs after it is cleared and restarted", () => {
    const before = new Inbox(folder);
    before.add(arrival);
    before.add(arrival);
    expect(before.clear()).toBe(2);
    const after = new Inbox(folder);
    expect(after.list()).toEqual([]);
    expect(after.add(arrival).id).toBe(3);
    expect(ids(new Inbox(folder))).toEqual([3]);
  });

  it("keeps the newest of each receiver, so that heartbeats do not displace pages", () => {
    const inbox = new Inbox(folder);
    inbox.add(arrival);
    for (let beats = 0; beats <= KEPT_PER_RECEIVER; beats++) {
      inbox.add({ ...arrival, receiver: "watchdog", kind: "heartbeat" });
    }
    expect(inbox.list({ receiver: "slack" })).toHaveLength(1);
    expect(inbox.list({ receiver: "watchdog" })).toHaveLength(KEPT_PER_RECEIVER);
    expect(inbox.list({ receiver: "watchdog" })[0]?.id).toBe(3);
    expect(new Inbox(folder).list()).toEqual(inbox.list());
  });
});
