import { add, remove, replace, set, setIn, withdraw } from "./edit";
import { edits, settings, type Recorded } from "./record";

const pod = ["spec", "template", "spec"] as const;
const container = (name: string) => [...pod, "containers", { name }] as const;
const prometheus = "StatefulSet-monitoring-prometheus";
const backend = "Deployment-autodealgenie-backend";
/** Without these two policies, the backend is open to everybody. */
const openBackend = ["default-deny", "backend"].map((policy) =>
  remove(`NetworkPolicy-autodealgenie-${policy}`),
);

export const clusterRecords: readonly Recorded[] = [
  {
    title: "nothing is changed",
    change: edits(),
    tells: "",
  },
  {
    title: "an image is upgraded",
    change: settings({ images: { prometheus: "quay.io/prometheus/prometheus:v3.16.0" } }),
    tells: `
Images
  monitoring/prometheus: quay.io/prometheus/prometheus v3.15.0 -> v3.16.0

Workloads
  monitoring/prometheus: restarts 2 pods
`,
  },
  {
    title: "backups run more often, with a newer rclone, and are kept longer",
    change: settings({
      images: { rclone: "docker.io/rclone/rclone:1.75.0" },
      backups: { grafana: { schedule: "17 */6 * * *", keep: "90d" } },
    }),
    tells: `
Images
  monitoring/backup-grafana store, monitoring/backup-grafana authorities, monitoring/backup-silences store: docker.io/rclone/rclone 1.74.0 -> 1.75.0

Workloads
  monitoring/backup-grafana: schedule 17 2 * * * -> 17 */6 * * *

Settings
  monitoring/backup-grafana store: KEEP 30d -> 90d
`,
  },
  {
    title: "the backend gets more replicas, more memory and a more verbose log level",
    stack: "dev",
    change: settings({ backend: { replicas: 4, memory: "1Gi", logLevel: "debug" } }),
    tells: `
Workloads
  autodealgenie/backend: replicas 2 -> 4; restarts 4 pods

Settings
  autodealgenie/backend: LOG_LEVEL info -> debug, memory limit 512Mi -> 1Gi
`,
  },
  {
    title: "a volume is enlarged",
    change: settings({ prometheus: { storage: "200Gi" } }),
    tells: `
Replaced
  volume monitoring/prometheus: data 100Gi -> 200Gi; StatefulSet is deleted and recreated, its pods keep running

Volumes
  PersistentVolumeClaim monitoring/data-prometheus-0, PersistentVolumeClaim monitoring/data-prometheus-1: size 100Gi -> 200Gi; grows while its pod runs

Settings
  prometheus.yml: storage.tsdb.retention.size 87040MB -> 174080MB
`,
  },
  {
    title: "a volume is shrunk, which is impossible",
    change: settings({ thanos: { compactor: { storage: "20Gi" } } }),
    tells: `
Replaced
  PersistentVolumeClaim monitoring/data-thanos-compact-0: size 50Gi -> 20Gi; is refused: a volume can only grow
  volume monitoring/thanos-compact: data 50Gi -> 20Gi; is refused: a volume can only grow
`,
  },
  {
    title: "volumes are deleted with their StatefulSet, and a Deployment's selector is changed",
    change: edits(
      set(prometheus, ["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"], "Delete"),
      set(prometheus, ["metadata", "annotations"], undefined),
      set(backend, ["spec", "selector", "matchLabels", "tier"], "web"),
    ),
    tells: `
Gone
  volume monitoring/prometheus: volumes when it is deleted Retain -> Delete

Replaced
  Deployment autodealgenie/backend: selector.matchLabels.tier none -> web; Deployment is deleted and recreated, its pods are deleted with it

Other objects
  StatefulSet monitoring/prometheus: metadata.annotations {"pulumi.com/deletionPropagationPolicy":"orphan"} -> none
`,
  },
  {
    title: "a service account and a pod gain privileges, and a ClusterRole loses its rules",
    change: edits(
      set(
        "Role-monitoring-prometheus-discovery",
        ["rules", 0, "resources"],
        ["services", "pods", "secrets"],
      ),
      set("ClusterRole-autodealgenie-prometheus-nodes", ["rules"], []),
      set(backend, [...container("backend"), "securityContext", "runAsNonRoot"], false),
    ),
    tells: `
More access
  permission monitoring/prometheus: may get, list and watch secrets in monitoring
  permission autodealgenie/backend: securityContext.runAsNonRoot true -> false

Permissions
  monitoring/prometheus: may no longer list and watch nodes in the whole cluster, may no longer get nodes/metrics in the whole cluster

Workloads
  autodealgenie/backend: restarts its pods
`,
  },
  {
    title: "a NetworkPolicy closes an open backend to all but Prometheus",
    base: edits(...openBackend),
    change: edits(
      ...openBackend,
      add({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "backend", namespace: "autodealgenie" },
        spec: {
          podSelector: {
            matchLabels: {
              "app.kubernetes.io/name": "backend",
              "app.kubernetes.io/part-of": "autodealgenie",
            },
          },
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: {
                    matchLabels: { "kubernetes.io/metadata.name": "monitoring" },
                  },
                  podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
                },
              ],
              ports: [{ port: 8000, protocol: "TCP" }],
            },
          ],
        },
      }),
    ),
    tells: `
Network
  ingress to autodealgenie/backend: denies everything that is not allowed
  monitoring/prometheus -> autodealgenie/backend :8000: stays open
`,
  },
  {
    title: "a secret is changed, another removed, and one put into an environment variable",
    change: edits(
      set("Secret-monitoring-alertmanager", ["stringData", "smtp-password"], "hunter2"),
      set("Secret-monitoring-alertmanager", ["stringData", "watchdog-url"], undefined),
      set(backend, [...container("backend"), "env", { name: "LLM_API_KEY_FILE" }], {
        name: "LLM_API_KEY",
        value: "sk-abcdef",
      }),
    ),
    tells: `
Gone
  secret monitoring/alertmanager: smtp-password changed, watchdog-url gone

Workloads
  autodealgenie/backend: restarts its pods

Settings
  autodealgenie/backend: LLM_API_KEY_FILE /etc/secrets/llm-api-key -> none, LLM_API_KEY none -> [hidden]
`,
  },
  {
    title: "a Service's port is renamed, and its target is scraped less often",
    change: edits(
      set("Service-monitoring-grafana", ["spec", "ports", 0, "name"], "http"),
      set("ServiceMonitor-monitoring-grafana", ["spec", "endpoints", 0, "interval"], "30s"),
      setIn(
        "prometheus.yml",
        ["scrape_configs", { job_name: "serviceMonitor/monitoring/grafana/0" }, "scrape_interval"],
        "30s",
      ),
    ),
    tells: `
Targets
  monitoring/grafana: scraped every 15 s -> 30 s

Other objects
  Service monitoring/grafana: spec.ports.web {"name":"web","port":3001,"protocol":"TCP","targetPort":"web"} -> none, spec.ports.http none -> {"name":"http","port":3001,"protocol":"TCP","targetPort":"web"}
`,
  },
  {
    title: "everything is scraped half as often",
    change: edits(setIn("prometheus.yml", ["global", "scrape_interval"], "30s")),
    tells: `
Alerts
  HighErrorRate outage, ServiceDown outage, ServiceDown suspected, ServiceDown, TrafficGone outage and 21 more: worst-case page 15 s later
  HighAPILatency, HighRequestRate, EventLoopLagHigh, VehicleSearchFailing, NegotiationFailing and 52 more: worst-case message 15 s later

Settings
  prometheus.yml: global.scrape_interval 15s -> 30s
`,
  },
  {
    title: "nodes are no longer scraped",
    change: settings({ prometheus: { nodeMetrics: false } }),
    tells: `
Alerts that no longer page
  alert HighMemoryUsage, HighCPUUsage, VolumeFilling, AlertBlind kubelet, AlertBlind cadvisor: gone; no longer notifies Slack #warnings
  alert DiskSpaceLow many, DiskSpaceLow: gone; no longer notifies PagerDuty, Slack #critical-alerts

Gone
  target cadvisor: no longer scraped; read by HighMemoryUsage, HighCPUUsage, TargetAbsent and AlertBlind
  target kubelet: no longer scraped; read by DiskSpaceLow, VolumeFilling, TargetAbsent and AlertBlind

Alerts
  TargetAbsent: query … or max by (job) (absent(up{job="kubelet"})) or max by (job) (absent(up{job=" … car|thanos-store|thanos-compact|thanos-query|cert-manager|kubelet|cadvisor"})) -> … ) … job=~"backend|postgres-exporter|redis-exporter|prometheus|alertmanager|g … orter|thanos-sidecar|thanos-store|thanos-compact|thanos-query|cert-manager"}))

Panels
  Infrastructure / Memory Usage (% of limit): no longer links to HighMemoryUsage
  Infrastructure / CPU Usage (% of limit): no longer links to HighCPUUsage
  Infrastructure / Volume Space Free: no longer links to DiskSpaceLow
  Infrastructure / Predicted Time to Volume Full: no longer links to VolumeFilling

Permissions
  monitoring/prometheus: may no longer list and watch nodes in the whole cluster, may no longer get nodes/metrics in the whole cluster

Network
  monitoring/prometheus -> 0.0.0.0/0 but 169.254.0.0/16 :10250 (out): no longer allowed
  monitoring/prometheus -> ::/0 but fe80::/10 :10250 (out): no longer allowed

Workloads
  monitoring/prometheus: restarts 2 pods

Other objects
  StatefulSet monitoring/prometheus: no longer mounts its own token, no longer mounts ConfigMap kube-root-ca.crt
`,
  },
  {
    title: "a Grafana setting, a Prometheus flag and a line of a template are changed",
    change: edits(
      replace("grafana.ini", "allow_sign_up = false", "allow_sign_up = true"),
      set(prometheus, [...container("prometheus"), "args", 7], "--rules.alert.for-grace-period=1m"),
      replace("autodealgenie.tmpl", "Resolved. It said: ", "Over: "),
    ),
    tells: `
Workloads
  monitoring/prometheus: restarts 2 pods

Settings
  monitoring/prometheus: --rules.alert.for-grace-period 10m -> 1m
  grafana.ini: users.allow_sign_up false -> true

Other files
  alertmanager/templates/autodealgenie.tmpl: -{{ if .Alerts.Firing }}{{ $lead.Labels.severity | title }} … ved. It said: {{ end }}{{ $lead.Annotations.description }}, +{{ if .Alerts.Firing }}{{ $lead.Labels.severity | title }}: {{ else }}Over: {{ end }}{{ $lead.Annotations.description }}, -Resolved. It said: {{ .Annotations.description }}{{ end }}{{ end }}, 1 more line
`,
  },
  {
    title: "Alertmanager is removed, with its Service and configuration",
    change: edits(
      remove("StatefulSet-monitoring-alertmanager"),
      remove("Service-monitoring-alertmanager"),
      remove("ConfigMap-monitoring-alertmanager-config"),
      remove("ConfigMap-monitoring-alertmanager-templates"),
      remove("ConfigMap-monitoring-alertmanager-tls"),
    ),
    tells: `
Alerts that no longer page
  route critical: PagerDuty, Slack #critical-alerts -> nobody
  route warning: Slack #warnings -> nobody
  route info: Slack #info-alerts, email team@autodealgenie.example -> nobody
  route Watchdog: webhook watchdog-url -> nobody
  StatefulSet monitoring/alertmanager: gone; no alert is sent any more, its pods stay until somebody deletes them, its volumes stay

Gone
  Service monitoring/alertmanager: gone
  file alertmanager/templates/autodealgenie.tmpl: gone

Settings
  cluster.yml: {"tls_server_config":{"cert_file":"tls.crt","key_file":"tl … tls.key","ca_file":"ca.crt","server_name":"alertmanager"}} -> none
  probe.yml: {"tls_config":{"ca_file":"/etc/alertmanager/tls/ca.crt","c … c/alertmanager/tls/tls.key","server_name":"alertmanager"}} -> none
  web.yml: {"tls_server_config":{"cert_file":"tls.crt","key_file":"tl … entCert","client_ca_file":"ca.crt","min_version":"TLS12"}} -> none
`,
  },
  {
    title: "several changes at once are listed worst first",
    change: edits(
      setIn(
        "alerts.yml",
        ["groups", { name: "backend" }, "rules", { alert: "HighErrorRate" }, "for"],
        "10m",
      ),
      setIn(
        "alerts.yml",
        ["groups", { name: "backend" }, "rules", { alert: "ServiceDown" }],
        undefined,
      ),
      withdraw("autodealgenie-searches"),
      set(prometheus, ["spec", "serviceName"], "prometheus-pods"),
      set("Deployment-monitoring-redis-exporter", ["spec", "replicas"], 2),
    ),
    tells: `
Alerts that no longer page
  alert ServiceDown outage: gone; no longer notifies PagerDuty, Slack #critical-alerts

Gone
  dashboard Vehicle Searches and External APIs: gone, with 8 panels; links to it and bookmarks of it break

Replaced
  StatefulSet monitoring/prometheus: serviceName prometheus-headless -> prometheus-pods; StatefulSet is deleted and recreated, its pods keep running

Alerts
  HighErrorRate outage: waits 5 min -> 10 min; worst-case page 6 min 28 s -> 11 min 28 s

Workloads
  monitoring/redis-exporter: replicas 1 -> 2
`,
  },
];
