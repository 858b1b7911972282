import { alertNames } from "../../../lab/receivers/reading";

describe("alertNames", () => {
  it.each<[string, unknown, string[]]>([
    [
      "objects with labels",
      { alerts: [{ labels: { alertname: "B" } }, { labels: { alertname: "A" } }] },
      ["A", "B"],
    ],
    [
      "label lists in text",
      "Labels:\n - alertname = A\n - severity = critical\nLabels:\n - alertname = B\n",
      ["A", "B"],
    ],
    ["matchers", '{alertname="A", severity="critical"}', ["A"]],
    ["JSON within JSON", JSON.stringify({ details: JSON.stringify([{ alertname: "A" }]) }), ["A"]],
    ["the subject", "[FIRING:2] A critical (backend)", ["A"]],
    ["the subject without a count", "[FIRING] A: too much", ["A"]],
    ["the subject of several alerts", "[FIRING:3] B, A: too much, C", ["A", "B"]],
    ["the subject of a resolved alert", "[RESOLVED] A", ["A"]],
    ["labels rather than the subject", ["[FIRING:2] critical", "alertname = A"], ["A"]],
    ["a repeated name once", ["alertname = A", "alertname = A"], ["A"]],
    ["no name from a message without alerts", { text: "hello", alertname: 1, none: null }, []],
  ])("reads %s", (_what, message, expected) => {
    expect(alertNames(message)).toEqual(expected);
  });
});
