import {
  detail,
  filledBy,
  TEMPLATES,
} from "../../../../infra/rendered-config/alertmanagerTemplates";
import { inlined } from "../../../../infra/rendered-config/operator/templates";
import { amtool } from "../../../support/amtool";

const DATA = JSON.stringify({
  status: "firing",
  externalURL: "https://alertmanager.example",
  groupLabels: { severity: "critical" },
  commonLabels: { severity: "critical" },
  commonAnnotations: {},
  alerts: ["DatabaseDown", "HighErrorRate"].map((alertname) => ({
    status: "firing",
    fingerprint: alertname,
    labels: { alertname, severity: "critical" },
    annotations: {
      summary: `${alertname} is so.`,
      description: `${alertname} {{ so }}.`,
      runbook_url: `https://runbooks.example/${alertname}.md`,
      dashboard_url: `https://grafana.example/d/${alertname}`,
    },
  })),
});

const render = (text: string) =>
  amtool(
    { "data.json": DATA, "all.tmpl": TEMPLATES },
    "template",
    "render",
    "--template.glob=*.tmpl",
    "--template.data=data.json",
    `--template.text=>${text}<`,
  );
/** The same with only an empty file of templates. */
const alone = (text: string) =>
  amtool(
    { "data.json": DATA, "none.tmpl": "" },
    "template",
    "render",
    "--template.glob=*.tmpl",
    "--template.data=data.json",
    `--template.text=>${text}<`,
  );

const NAMES = [...TEMPLATES.matchAll(/\{\{ define "autodealgenie\.([\w.]+)"/g)]
  .map(([, name]) => name!)
  .filter((name) => name !== "detail.alerts");

describe.each(NAMES)("the template %s", (name) => {
  it("renders the same with inlined definitions as with the template file", () => {
    const text = filledBy(name as Parameters<typeof filledBy>[0]);
    const said = render(text);
    expect(said.length).toBeGreaterThan(5);
    expect(alone(inlined(text))).toBe(said);
    expect(alone(inlined(detail(text)))).toBe(render(detail(text)));
  });
});

it("the template detail.alerts renders the same with inlined definitions as with the template file", () => {
  const text = '{{ template "autodealgenie.detail.alerts" .Alerts.Firing }}';
  expect(alone(inlined(text))).toBe(render(text));
});

it("an unknown template is rejected", () => {
  expect(() => inlined('{{ template "autodealgenie.nothing" . }}')).toThrow(
    "There is no template autodealgenie.nothing",
  );
});

it("a text without templates is left unchanged", () => {
  expect(inlined("#warnings")).toBe("#warnings");
});
