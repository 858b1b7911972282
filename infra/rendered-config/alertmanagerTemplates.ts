import { WHAT_SLOWS_REQUESTS } from "../../alert-rules/inhibition";

/**
 * `$told`: the alerts that a message is about: the firing ones, or all of them once all are resolved. `$lead`: the one
 * whose summary is the title. A group may contain several alerts and may begin with a resolved one; an alert that
 * explains the others comes first.
 */
const LEAD = `{{ $told := .Alerts }}{{ with .Alerts.Firing }}{{ $told = . }}{{ end -}}
{{ $lead := index $told 0 }}{{ range $told }}{{ if match "^(${WHAT_SLOWS_REQUESTS.join("|")})$" .Labels.alertname }}{{ $lead = . }}{{ break }}{{ end }}{{ end -}}`;

/** Each alert name in `$told` once, the leading one first. If the group has a common name, only that. */
function names(separator: string): string {
  return `${LEAD}
{{ $lead.Labels.alertname }}{{ if not .GroupLabels.alertname }}
{{- range $i, $one := $told }}{{ $new := ne $one.Labels.alertname $lead.Labels.alertname }}
{{- range $j, $before := $told }}{{ if ge $j $i }}{{ break }}{{ end }}{{ if eq $one.Labels.alertname $before.Labels.alertname }}{{ $new = false }}{{ end }}{{ end }}
{{- if $new }}${separator}{{ $one.Labels.alertname }}{{ end }}{{ end }}{{ end }}`;
}

/**
 * Slack accepts 3000 characters in a button's URL, and OpsGenie limits its texts so much that a longer link would not
 * fit.
 */
const LONGEST_FILTER = 2000;

/** A Go template's variable that holds a list: sets it to an item, or appends one. */
const append = (list: string, separator: string, item: string) =>
  `{{ if ${list} }}{{ ${list} = printf "%s${separator}%s" ${list} ${item} }}{{ else }}{{ ${list} = ${item} }}{{ end }}`;

/** A matcher in a URL. Percent-encoded only, because Alertmanager's page takes a plus for a plus. */
const matcher = (operator: "=" | "=~", name: string, value: string) =>
  `{{ $matcher := printf "%s${operator}%q" ${name} ${value} | urlquery | reReplaceAll "[+]" "%20" }}`;

/**
 * The URL of Alertmanager's page for a new silence, prefilled with the labels that all alerts of the message have in
 * common: for a single alert all its labels, for a group those that define it. If their names differ, it also lists
 * these, so that a silence of one outage does not hide the next. If that gets too long, the URL of Alertmanager's list
 * of alerts.
 */
const SILENCE = [
  `{{ $filter := "" }}{{ range .CommonLabels.SortedPairs }}`,
  matcher("=", ".Name", ".Value"),
  `${append("$filter", "%%2C", "$matcher")}{{ end }}`,
  `{{ if not .CommonLabels.alertname }}{{ $names := "" }}{{ range .Alerts.Firing }}`,
  `{{ if not (match (printf "(^|[|])%s([|]|$)" .Labels.alertname) $names) }}`,
  `${append("$names", "|", ".Labels.alertname")}{{ end }}{{ end }}`,
  `{{ if $names }}${matcher("=~", '"alertname"', "$names")}${append("$filter", "%%2C", "$matcher")}{{ end }}{{ end -}}`,
  `{{ .ExternalURL }}{{ if le (len $filter) ${LONGEST_FILTER} }}/#/silences/new?filter=%7B{{ $filter }}%7D{{ else }}/#/alerts{{ end }}`,
].join("");

/** OpsGenie accepts 15,000 characters in a description, and rejects longer ones. */
const OPSGENIE = { alerts: 10, characters: 1200 };

/**
 * Alerts as a list in PagerDuty's details. Alertmanager expands these texts a second time, and a third time if they
 * look like YAML: a text with `{{` would fail, and the page would be lost for good. So every text that is not a plain
 * word begins with a tab, which YAML never does; and `{{` is written so that its expansion is `{{` again.
 */
const ALERTS_AS_DETAIL = [
  `{{ define "autodealgenie.detail.alerts" }}{{ . | toJson`,
  // Within a text quotes are escaped, so these three characters only occur before a text value.
  String.raw` | reReplaceAll "\":\"" "\":\"\\t"`,
  String.raw` | reReplaceAll "\":\"\\\\t([A-Za-z0-9][A-Za-z0-9_./:@%?=+~-]*)\"" "\":\"$1\""`,
  String.raw` | reReplaceAll "[{]{2}" "{{\x60{{\x60}}" }}{{ end }}`,
].join("");

/**
 * A text in PagerDuty's details. It begins with a tab for the same reason: such a text is not YAML, and so stays
 * unchanged.
 */
export function detail(text: string): string {
  return `\t${text}`;
}

/** What people read in a notification, as Go templates: the content of `templates/autodealgenie.tmpl`. */
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
{{ define "autodealgenie.silence" -}}
${SILENCE}
{{- end }}
{{ define "autodealgenie.worst" -}}
${LEAD}
{{ if .Alerts.Firing }}{{ $lead.Labels.severity | title }}: {{ else }}Resolved. It said: {{ end }}{{ $lead.Annotations.description }}
{{- end }}
{{ define "autodealgenie.others" -}}
${LEAD}
{{ range .Alerts.Firing }}{{ if ne .Fingerprint $lead.Fingerprint }}
{{ .Annotations.description }}{{ end }}{{ end }}{{ range .Alerts.Resolved }}{{ if ne .Fingerprint $lead.Fingerprint }}
Resolved. It said: {{ .Annotations.description }}{{ end }}{{ end }}
{{- end }}
{{ define "autodealgenie.descriptions" -}}
{{ template "autodealgenie.worst" . }}{{ template "autodealgenie.others" . }}
{{- end }}
${ALERTS_AS_DETAIL}
{{ define "autodealgenie.slack.text" -}}
{{ template "autodealgenie.worst" . }}
{{ if .Alerts.Firing }}*First:* <{{ template "autodealgenie.runbook" . }}|follow the runbook>, <{{ template "autodealgenie.dashboard" . }}|look at the panel>, or <{{ template "autodealgenie.silence" . }}|silence it>
{{- else }}<{{ template "autodealgenie.runbook" . }}|Runbook> | <{{ template "autodealgenie.dashboard" . }}|Panel>{{ end }}
{{- template "autodealgenie.others" . }}
{{- end }}
{{ define "autodealgenie.opsgenie.text" -}}
${LEAD}
{{ range $i, $one := $told }}{{ if ge $i ${OPSGENIE.alerts} }}… of {{ len $told }} alerts
{{ break }}{{ end }}{{ printf "%.${OPSGENIE.characters}s" $one.Annotations.description }}
{{ end }}
Runbook: {{ template "autodealgenie.runbook" . }}
Panel: {{ template "autodealgenie.dashboard" . }}
Silence: {{ template "autodealgenie.silence" . }}
{{- end }}
{{ define "autodealgenie.email.text" -}}
{{ template "autodealgenie.worst" . }}
First, follow the runbook: {{ template "autodealgenie.runbook" . }}
Panel: {{ template "autodealgenie.dashboard" . }}
Silence: {{ template "autodealgenie.silence" . }}
{{ template "autodealgenie.others" . }}
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
  | "silence"
  | "slack.text"
  | "opsgenie.text"
  | "email.text";

/** The text of a field that a template fills in. */
export function filledBy(template: Template): string {
  return `{{ template "autodealgenie.${template}" . }}`;
}

/** The text of a field that depends only on the group's severity; empty for a severity without a text. */
export function bySeverity(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .map(([severity, text]) => `{{ if eq .GroupLabels.severity "${severity}" }}${text}{{ end }}`)
    .join("");
}
