import { alertNames } from "../../../lab/receivers/reading";

describe("alertNames", () => {
  it.each<[string, unknown, string[]]>([
    [
      "objects with labels",
      { alerts: [{ labels: { alertname: "B" } }, { labels: { alertname: "A" } }] },
      ["A", "B"],
    ],
    [
      "lists in a text",
      "Labels:\n - alertname = A\n - severity = critical\nLabels:\n - alertname = B\n",
      ["A", "B"],
    ],
    ["matchers", '{alertname="A", severity="critical"}', ["A"]],
    ["JSON within JSON", JSON.stringify({ details: JSON.stringify([{ alertname: "A" }]) }), ["A"]],
    ["the subject", "[FIRING:2] A critical (backend)", ["A"]],
    ["the subject without a count", "[FIRING] A: too much", ["A"]],
    ["the subject of several in one incident", "[FIRING:3] B, A: too much, C", ["A", "B"]],
    ["the subject of a recovery", "[RESOLVED] A", ["A"]],
    ["labels rather than the subject", ["[FIRING:2] critical", "alertname = A"], ["A"]],
    ["the same name twice", ["alertname = A", "alertname = A"], ["A"]],
    ["no alert", { text: "hello", alertname: 1, none: null }, []],
  ])("reads %s", (_what, message, expected) => {
    expect(alertNames(message)).toEqual(expected);
  });
});
