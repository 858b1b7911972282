import type { RuleGroup } from "../../alert-rules";
import type { Rule } from "../support/neededRules";
import { pagingRules } from "./rules";

const alert = (name: string, expr: string, severity = "critical"): Rule =>
  ({ alert: name, expr, labels: { severity }, annotations: {} }) as unknown as Rule;
const GROUPS: readonly RuleGroup[] = [
  {
    name: "g",
    rules: [
      { record: "r:a", labels: { of: "a" }, expr: 'sum(a{job="x"})' },
      { record: "r:a", labels: { of: "b" }, expr: "sum(b)" },
      alert("Read", 'a{job="x"} > 1'),
      alert("Recorded", 'r:a{of="a"} > 1'),
      alert("OfAnotherJob", 'a{job="y"} > 1'),
      alert("RecordedOfNothing", 'r:a{of="b"} > 1'),
      alert("Absent", "absent(c)"),
      alert("PagesNobody", "a > 1", "warning"),
    ],
  },
];

it("selects the paging rules that can have a result, and the recording rules that they read", () => {
  const played = pagingRules(GROUPS, ['a{job="x",pod="p"}']).flatMap(({ rules }) => rules);
  expect(played.map((rule) => ("alert" in rule ? rule.alert : rule.labels.of))).toEqual([
    "a",
    "Read",
    "Recorded",
    "Absent",
  ]);
});
