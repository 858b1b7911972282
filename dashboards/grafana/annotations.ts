import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { prometheus } from "../../signals/exporters/prometheus";
import { by, promql } from "../../signals/promql/promql";
import { not, where, type Not } from "../../signals/promql/selector";
import { STEP } from "../../signals/promql/units";
import { backend } from "../../service/metrics/catalog";
import { DATASOURCE } from "./variables";

/** The names, above a dashboard, of the marks for its own alerts and for all others. */
export const OWN_ALERTS = "Alerts";
export const OTHER_ALERTS = "Other alerts";

/**
 * Marks when alerts began to fire: the dashboard's own alerts, and, behind a switch that is off, all others. It does
 * not mark how long they fire, because a region would colour each panel over its lines.
 *
 * @param own names of alerts; if there are none, only the switch is added
 */
export function alertMarks(own: readonly string[]): readonly sdk.AnnotationQueryBuilder[] {
  if (own.length === 0) return [startsOf(OTHER_ALERTS, {}).enable(false)];
  return [
    startsOf(OWN_ALERTS, { alertname: own }),
    startsOf(OTHER_ALERTS, { alertname: not(...own) }).enable(false),
  ];
}

function startsOf(
  name: string,
  which: { readonly alertname?: readonly string[] | Not },
): sdk.AnnotationQueryBuilder {
  const firing = where(prometheus.ALERTS, {
    alertstate: "firing",
    severity: not("none"),
    ...which,
  });
  const started = promql`${firing} unless ${firing} offset ${STEP}`;
  return annotation(name, "red", started.text)
    .titleFormat("{{alertname}}")
    .textFormat("{{severity}}, {{component}}");
}

/** Marks where a version of the backend appears that did not exist just before. */
export function deploys(): sdk.AnnotationQueryBuilder {
  const versions = promql`
    count by (${by("version")}) (${where(backend.autodealgenie_app_info, { job: "backend" })})`;
  const before = promql`
    count by (${by("version")}) (${where(backend.autodealgenie_app_info, { job: "backend" })} offset ${STEP})`;
  return annotation("Deploys", "blue", promql`${versions} unless ${before}`.text)
    .titleFormat("Deploy")
    .textFormat("{{version}}");
}

/** The tag that identifies changes of the stack among Grafana's own annotations. */
export const CHANGE_TAG = "autodealgenie-change";

/** Marks changes of the stack itself, as they were reported to Grafana. */
export function changes(): sdk.AnnotationQueryBuilder {
  // From Grafana's own database: "tags" asks for annotations of any dashboard that have all these tags.
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
