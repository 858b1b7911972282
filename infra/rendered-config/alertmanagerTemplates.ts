import { WHAT_REQUESTS_NEED } from "../../alert-rules/silencing";

/**
 * `$told`: what a message is about, which is what fires, or all of it where all has ended. `$lead`: the one of them whose
 * words are the title. A group may hold several alerts, and begin with one that has ended; one that explains the others
 * goes before what they say of it.
 */
const LEAD = `{{ $told := .Alerts }}{{ with .Alerts.Firing }}{{ $told = . }}{{ end -}}
{{ $lead := index $told 0 }}{{ range $told }}{{ if match "^(${WHAT_REQUESTS_NEED.join("|")})$" .Labels.alertname }}{{ $lead = . }}{{ break }}{{ end }}{{ end -}}`;

/** Each name of `$told` once, the leading one first. Where the group has one, there is but that. */
function names(separator: string): string {
  return `${LEAD}
{{ $lead.Labels.alertname }}{{ if not .GroupLabels.alertname }}
{{- range $i, $one := $told }}{{ $new := ne $one.Labels.alertname $lead.Labels.alertname }}
{{- range $j, $before := $told }}{{ if ge $j $i }}{{ break }}{{ end }}{{ if eq $one.Labels.alertname $before.Labels.alertname }}{{ $new = false }}{{ end }}{{ end }}
{{- if $new }}${separator}{{ $one.Labels.alertname }}{{ end }}{{ end }}{{ end }}`;
}

/** OpsGenie takes 15,000 characters of a description, and refuses what has more. */
const OPSGENIE = { alerts: 10, characters: 1200 };

/**
 * Alerts as a list in PagerDuty's details, whose texts Alertmanager fills a second time, and a third where they look like
 * YAML: what holds `{{` would fail, and the page be lost for good. A text that is no plain word begins with a tab, as no
 * YAML does; and `{{` is written so that filling it makes `{{` of it.
 */
const ALERTS_AS_DETAIL = [
  `{{ define "autodealgenie.detail.alerts" }}{{ . | toJson`,
  // Within a text the quotes are escaped, so that these three characters stand before each text that is a value.
  String.raw` | reReplaceAll "\":\"" "\":\"\\t"`,
  String.raw` | reReplaceAll "\":\"\\\\t([A-Za-z0-9][A-Za-z0-9_./:@%?=+~-]*)\"" "\":\"$1\""`,
  String.raw` | reReplaceAll "[{]{2}" "{{\x60{{\x60}}" }}{{ end }}`,
].join("");

/**
 * A text in PagerDuty's details. It begins with a tab for the same reason: nothing that does is YAML, and so it stays the text
 * that it is.
 */
export function detail(text: string): string {
  return `\t${text}`;
}

/** What people read in a notification, as Go templates: the text of `templates/autodealgenie.tmpl`. */
export const TEMPLATES = `{{ define "autodealgenie.summary" -}}
${LEAD}
{{ $lead.Annotations.summary }}
{{- end }}
{{ define "autodealgenie.names" -}}
${names(", ")}
{{- end }}
{{ define "autodealgenie.tags" -}}
${names(",")},{{ .GroupLabels.severity }}
{{- end }}
{{ define "autodealgenie.title" -}}
[{{ .Status | toUpper }}{{ if gt (len .Alerts.Firing) 1 }}:{{ len .Alerts.Firing }}{{ end }}] {{ template "autodealgenie.names" . }}: {{ template "autodealgenie.summary" . }}
{{- end }}
{{ define "autodealgenie.runbook" -}}
${LEAD}
{{ with $lead.Annotations.runbook_url }}{{ . }}{{ else }}{{ .ExternalURL }}{{ end }}
{{- end }}
{{ define "autodealgenie.dashboard" -}}
${LEAD}
{{ with $lead.Annotations.dashboard_url }}{{ . }}{{ else }}{{ .ExternalURL }}{{ end }}
{{- end }}
{{ define "autodealgenie.descriptions" -}}
{{ range .Alerts.Firing }}{{ .Annotations.description }}
{{ end }}{{ range .Alerts.Resolved }}Resolved – {{ .Annotations.description }}
{{ end }}
{{- end }}
${ALERTS_AS_DETAIL}
{{ define "autodealgenie.slack.text" -}}
{{ template "autodealgenie.descriptions" . }}<{{ template "autodealgenie.runbook" . }}|Runbook> | <{{ template "autodealgenie.dashboard" . }}|Dashboard>
{{- end }}
{{ define "autodealgenie.opsgenie.text" -}}
${LEAD}
{{ range $i, $one := $told }}{{ if ge $i ${OPSGENIE.alerts} }}… of {{ len $told }} alerts
{{ break }}{{ end }}{{ printf "%.${OPSGENIE.characters}s" $one.Annotations.description }}
{{ end }}
Runbook: {{ template "autodealgenie.runbook" . }}
Dashboard: {{ template "autodealgenie.dashboard" . }}
{{- end }}
{{ define "autodealgenie.email.text" -}}
{{ template "autodealgenie.descriptions" . }}
Runbook: {{ template "autodealgenie.runbook" . }}
Dashboard: {{ template "autodealgenie.dashboard" . }}
{{- end }}
`;

type Template =
  | "summary"
  | "names"
  | "tags"
  | "title"
  | "runbook"
  | "dashboard"
  | "descriptions"
  | "slack.text"
  | "opsgenie.text"
  | "email.text";

/** The text of a field that a template fills. */
export function filledBy(template: Template): string {
  return `{{ template "autodealgenie.${template}" . }}`;
}

/** The text of a field that depends on the group's severity alone; of one that none is given for it is empty. */
export function bySeverity(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .map(([severity, text]) => `{{ if eq .GroupLabels.severity "${severity}" }}${text}{{ end }}`)
    .join("");
}
