/** What people read in a notification, as Go templates: the text of `templates/autodealgenie.tmpl`. */
// No ": " in what fills PagerDuty's details: Alertmanager reads each of those as YAML, and would make a map of it.
export const TEMPLATES = `{{/* All alerts of a group have one name, so the first one's links are everybody's. */}}
{{ define "autodealgenie.summary" }}{{ (index .Alerts 0).Annotations.summary }}{{ end }}
{{ define "autodealgenie.title" -}}
[{{ .Status | toUpper }}{{ if gt (len .Alerts.Firing) 1 }}:{{ len .Alerts.Firing }}{{ end }}] {{ .GroupLabels.alertname }}: {{ template "autodealgenie.summary" . }}
{{- end }}
{{ define "autodealgenie.runbook" }}{{ with (index .Alerts 0).Annotations.runbook_url }}{{ . }}{{ else }}{{ .ExternalURL }}{{ end }}{{ end }}
{{ define "autodealgenie.dashboard" }}{{ with (index .Alerts 0).Annotations.dashboard_url }}{{ . }}{{ else }}{{ .ExternalURL }}{{ end }}{{ end }}
{{ define "autodealgenie.descriptions" -}}
{{ range .Alerts.Firing }}{{ .Annotations.description }}
{{ end }}{{ range .Alerts.Resolved }}Resolved – {{ .Annotations.description }}
{{ end }}
{{- end }}
{{ define "autodealgenie.slack.text" -}}
{{ template "autodealgenie.descriptions" . }}<{{ template "autodealgenie.runbook" . }}|Runbook> | <{{ template "autodealgenie.dashboard" . }}|Dashboard>
{{- end }}
{{ define "autodealgenie.opsgenie.text" -}}
{{ template "autodealgenie.descriptions" . }}
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
