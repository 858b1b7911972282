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

/** Slack takes 3000 characters of a button's address, and OpsGenie so many of a text that a long one would not fit. */
const LONGEST_FILTER = 2000;

/**
 * Where Alertmanager asks for a silence, with what all alerts of the message have in common filled in: of one alert all its
 * labels, of a group what makes it one. Percent alone: Alertmanager's page takes a plus for a plus. Where that gets too
 * long, Alertmanager's own page of what fires.
 */
const SILENCE = [
  `{{ $filter := "" }}{{ range .CommonLabels.SortedPairs }}`,
  `{{ $matcher := printf "%s=%q" .Name .Value | urlquery | reReplaceAll "[+]" "%20" }}`,
  `{{ if $filter }}{{ $filter = printf "%s%%2C%s" $filter $matcher }}{{ else }}{{ $filter = $matcher }}{{ end }}{{ end -}}`,
  `{{ .ExternalURL }}{{ if le (len $filter) ${LONGEST_FILTER} }}/#/silences/new?filter=%7B{{ $filter }}%7D{{ else }}/#/alerts{{ end }}`,
].join("");

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
{{ define "autodealgenie.silence" -}}
${SILENCE}
{{- end }}
{{ define "autodealgenie.worst" -}}
${LEAD}
{{ if .Alerts.Firing }}{{ $lead.Labels.severity | title }}: {{ else }}Resolved – {{ end }}{{ $lead.Annotations.description }}
{{- end }}
{{ define "autodealgenie.others" -}}
${LEAD}
{{ range .Alerts.Firing }}{{ if ne .Fingerprint $lead.Fingerprint }}
{{ .Annotations.description }}{{ end }}{{ end }}{{ range .Alerts.Resolved }}{{ if ne .Fingerprint $lead.Fingerprint }}
Resolved – {{ .Annotations.description }}{{ end }}{{ end }}
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
