import { workloadMetrics as w } from "../../../signals/exporters/kubeStateMetrics";
import { by, promql } from "../../../signals/promql/promql";
import { labelled, renamed } from "../../../signals/promql/renamed";
import { ask } from "../../support/promtool";

const asked = promql`max by (${by("namespace", "deployment")}) (${w.kube_deployment_spec_replicas})`;
const series = { 'kube_deployment_spec_replicas{namespace="shop",deployment="web"}': "3x4" };

it("renamed() gives a label another name and drops the old one", () => {
  const query = renamed(asked, "deployment", "workload");
  expect(query.labels).toEqual(["namespace", "workload"]);
  ask({
    series,
    at: "1m",
    expr: query.text,
    yields: [{ labels: '{namespace="shop",workload="web"}', value: 3 }],
  });
});

it("labelled() adds a label and keeps the existing ones", () => {
  const query = labelled(asked, "reason", "Unschedulable");
  expect(query.labels).toEqual(["namespace", "deployment", "reason"]);
  ask({
    series,
    at: "1m",
    expr: query.text,
    yields: [{ labels: '{namespace="shop",deployment="web",reason="Unschedulable"}', value: 3 }],
  });
});
