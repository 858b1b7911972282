import { scoped, scopedText } from "../../../../infra/rendered-config/operator/scoped";
import { assertSyntax } from "../../../../signals/promql/syntax";
import { declaredRules } from "../../../support/declared";

it.each([
  ["up", 'up{environment="dev"}'],
  ["up{}", 'up{environment="dev"}'],
  ['rate(up{job="a"}[5m])', 'rate(up{job="a",environment="dev"}[5m])'],
  [
    'sum(a{x="}"}) / ignoring (y) group_left sum by (x) (b offset 5m)',
    'sum(a{x="}",environment="dev"}) / ignoring (y) group_left sum by (x) (b{environment="dev"} offset 5m)',
  ],
  ["vector(1)", "vector(1)"],
])("adds the environment to each selector of %s", (expr, expected) => {
  expect(scoped(expr, "dev")).toBe(expected);
});

it("keeps every alert's expression and the queries in its annotations valid PromQL", () => {
  for (const { expr, annotations } of declaredRules) {
    assertSyntax(scoped(expr, "dev"));
    for (const text of Object.values(annotations)) {
      const queries = [...scopedText(text, "dev").matchAll(/\bquery ("(?:[^"\\]|\\.)*")/g)];
      expect(queries).toHaveLength(text.split(/\bquery "/).length - 1);
      for (const [, quoted] of queries) {
        const asked = JSON.parse(quoted!) as string;
        assertSyntax(asked);
        expect(asked).toContain('environment="dev"');
      }
    }
  }
});
