import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { prometheus } from "../../signals/exporters/prometheus";
import { by, promql } from "../../signals/promql/promql";
import { not, where } from "../../signals/promql/selector";
import { backend } from "../../service/metrics/catalog";
import { DATASOURCE } from "./variables";

/** Marks on every panel the time in which an alert fired. */
export function firingAlerts(): sdk.AnnotationQueryBuilder {
  const firing = where(prometheus.ALERTS, { alertstate: "firing", severity: not("none") });
  return annotation("Firing alerts", "red", promql`${firing}`.text)
    .titleFormat("{{alertname}}")
    .textFormat("{{severity}}, {{component}}");
}

/** Marks where a version of the backend appears that was not there five minutes before. */
export function deploys(): sdk.AnnotationQueryBuilder {
  const versions = promql`
    count by (${by("version")}) (${where(backend.autodealgenie_app_info, { job: "backend" })})`;
  const before = promql`
    count by (${by("version")}) (${where(backend.autodealgenie_app_info, { job: "backend" })} offset 5m)`;
  return annotation("Deploys", "blue", promql`${versions} unless ${before}`.text)
    .titleFormat("Deploy")
    .textFormat("{{version}}");
}

/** The tag by which what is told of a change of the stack is found among Grafana's own annotations. */
export const CHANGE_TAG = "autodealgenie-change";

/** Marks where the stack itself was changed, as whoever changed it told Grafana. */
export function changes(): sdk.AnnotationQueryBuilder {
  // In Grafana's own database: "tags" asks for annotations of any dashboard that have all of them.
  const target = { limit: 100, matchAny: false, tags: [CHANGE_TAG], type: "tags" };
  return new sdk.AnnotationQueryBuilder()
    .name("Changes of the stack")
    .datasource({ type: "grafana", uid: "-- Grafana --" })
    .enable(true)
    .iconColor("purple")
    .target({ build: () => ({ ...target, _implementsDataqueryVariant: () => undefined }) });
}

function annotation(name: string, color: string, expr: string): sdk.AnnotationQueryBuilder {
  return new sdk.AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(color)
    .expr(expr);
}
