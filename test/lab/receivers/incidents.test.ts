import { incidents } from "../../../lab/receivers/incidents";
import type { Kind, Notification } from "../../../lab/receivers/notification";

/** Events with the same key, one second apart. */
const events = (...kinds: Kind[]): Notification[] =>
  kinds.map((kind, index) => ({
    id: index + 1,
    receivedAt: new Date(index * 1000).toISOString(),
    receiver: "pagerduty",
    channel: null,
    kind,
    alertnames: [],
    summary: `event ${index}`,
    body: { dedup_key: "key" },
  }));

describe("incidents", () => {
  it.each<[string, Kind[], object[]]>([
    ["a trigger opens an incident", ["trigger"], [{ state: "triggered", triggers: 1, opened: 1 }]],
    [
      "a repeated trigger does not page again",
      ["trigger", "trigger"],
      [{ state: "triggered", triggers: 2, opened: 1 }],
    ],
    [
      "a trigger leaves an acknowledged incident acknowledged",
      ["trigger", "acknowledge", "trigger"],
      [{ state: "acknowledged", triggers: 2, opened: 1 }],
    ],
    [
      "a resolve event closes the incident",
      ["trigger", "resolve"],
      [{ state: "resolved", triggers: 1, opened: 1 }],
    ],
    [
      "an acknowledgment leaves a resolved incident resolved",
      ["trigger", "resolve", "acknowledge"],
      [{ state: "resolved" }],
    ],
    [
      "a trigger reopens a resolved incident",
      ["trigger", "resolve", "trigger"],
      [{ state: "triggered", triggers: 2, opened: 2 }],
    ],
    ["a resolve event without an open incident changes nothing", ["resolve"], []],
  ])("%s", (_what, kinds, expected) => {
    expect(incidents(events(...kinds), "pagerduty")).toMatchObject(expected);
  });

  it("report when they were last opened, and the latest summary", () => {
    const [incident] = incidents(events("trigger", "resolve", "trigger", "trigger"), "pagerduty");
    expect(incident).toMatchObject({
      openedAt: "1970-01-01T00:00:02.000Z",
      updatedAt: "1970-01-01T00:00:03.000Z",
      summary: "event 3",
    });
  });
});
