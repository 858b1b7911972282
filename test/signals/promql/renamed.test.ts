import { workloadMetrics as w } from "../../../signals/exporters/kubeStateMetrics";
import { by, promql } from "../../../signals/promql/promql";
import { labelled, renamed } from "../../../signals/promql/renamed";
import { ask } from "../../support/promtool";

const asked = promql`max by (${by("namespace", "deployment")}) (${w.kube_deployment_spec_replicas})`;
const series = { 'kube_deployment_spec_replicas{namespace="shop",deployment="web"}': "3x4" };

it("has a label under another name, and no longer under its own", () => {
  const query = renamed(asked, "deployment", "workload");
  expect(query.labels).toEqual(["namespace", "workload"]);
  ask({
    series,
    at: "1m",
    expr: query.text,
    yields: [{ labels: '{namespace="shop",workload="web"}', value: 3 }],
  });
});

it("has a label more, beside its own", () => {
  const query = labelled(asked, "reason", "Unschedulable");
  expect(query.labels).toEqual(["namespace", "deployment", "reason"]);
  ask({
    series,
    at: "1m",
    expr: query.text,
    yields: [{ labels: '{namespace="shop",deployment="web",reason="Unschedulable"}', value: 3 }],
  });
});
