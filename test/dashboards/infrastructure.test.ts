import { filledIn, panelQueries } from "../../dashboards";
import { declaredDashboards as dashboards } from "../support/declared";
import { ask } from "../support/promtool";

const board = dashboards.find(({ uid }) => uid === "autodealgenie-infrastructure")!;

function exprOf(title: string, refId = "A"): string {
  const query = panelQueries(board).find((q) => q.title === title && q.refId === refId)!;
  return filledIn(query.expr, "1m");
}

const BACKEND = 'namespace="autodealgenie",pod="backend-a",container="backend"';
const measured = (metric: string, cgroup: string, more = "") =>
  `container_${metric}{job="cadvisor",instance="node-1",${BACKEND},id="${cgroup}"${more}}`;

it("shows the higher memory usage while a container and its successor are both measured", () => {
  const series = {
    [measured("memory_working_set_bytes", "old")]: "300x20",
    [measured("spec_memory_limit_bytes", "old")]: "1000x20",
    [measured("memory_working_set_bytes", "new")]: "100x20",
    [measured("spec_memory_limit_bytes", "new")]: "1000x20",
  };
  const yields = [{ labels: `{${BACKEND}}`, value: 0.3 }];
  ask({ series, at: "4m", expr: exprOf("Memory Usage (% of limit)"), yields });
});

// Samples are 15 seconds apart, so `0+15x20` is one core.
it("shows a container's CPU usage in cores and as a share of its quota per period", () => {
  const series = {
    [measured("cpu_usage_seconds_total", "1", ',cpu="total"')]: "0+3x20",
    [measured("spec_cpu_quota", "1")]: "50000x20",
    [measured("spec_cpu_period", "1")]: "100000x20",
  };
  const labels = `{${BACKEND}}`;
  ask({ series, at: "4m", expr: exprOf("CPU Usage (cores)"), yields: [{ labels, value: 0.2 }] });
  ask({
    series,
    at: "4m",
    expr: exprOf("CPU Usage (% of limit)"),
    yields: [{ labels, value: 0.4 }],
  });
});

describe("a container's usage as a share of its requests", () => {
  const requested = (resource: string, unit: string, node = "node-1") =>
    `kube_pod_container_resource_requests{job="kube-state-metrics",${BACKEND},node="${node}",resource="${resource}",unit="${unit}"}`;
  const labels = `{${BACKEND}}`;

  it("exceeds 100 % if the container uses more than it requests", () => {
    const series = {
      [measured("memory_working_set_bytes", "old")]: "100x20",
      [measured("memory_working_set_bytes", "new")]: "300x20",
      [measured("cpu_usage_seconds_total", "new", ',cpu="total"')]: "0+3x20",
      [requested("memory", "byte")]: "200x20",
      [requested("cpu", "core")]: "0.1x20",
      [requested("ephemeral_storage", "byte")]: "50x20",
    };
    const memory = exprOf("Memory Usage (% of request)");
    ask({ series, at: "4m", expr: memory, yields: [{ labels, value: 1.5 }] });
    const cpu = exprOf("CPU Usage (% of request)");
    ask({ series, at: "4m", expr: cpu, yields: [{ labels, value: 2 }] });
  });

  it("is shown once while a pod is reported on two nodes, and not at all without a request", () => {
    const series = {
      [measured("memory_working_set_bytes", "1")]: "300x20",
      [requested("memory", "byte")]: "200x20",
      [requested("memory", "byte", "node-2")]: "200x20",
    };
    const expr = exprOf("Memory Usage (% of request)");
    ask({ series, at: "4m", expr, yields: [{ labels, value: 1.5 }] });
    const none = {
      [measured("memory_working_set_bytes", "1")]: "300x20",
      [requested("cpu", "core")]: "0.1x20",
    };
    ask({ series: none, at: "4m", expr, yields: [] });
  });
});

it("shows the share of periods in which a container was throttled", () => {
  const series = {
    [measured("cpu_cfs_throttled_periods_total", "1")]: "0+30x20",
    [measured("cpu_cfs_periods_total", "1")]: "0+150x20",
    [measured("cpu_cfs_throttled_periods_total", "2")]: "0x20",
    [measured("cpu_cfs_periods_total", "2")]: "0x20",
  };
  const yields = [{ labels: `{${BACKEND}}`, value: 0.2 }];
  ask({ series, at: "4m", expr: exprOf("CPU Throttling"), yields });
});

describe("Ready Containers", () => {
  const ready = (pod: string) =>
    `kube_pod_container_status_ready{job="kube-state-metrics",namespace="autodealgenie",pod="${pod}",container="backend"}`;

  it("counts ready containers and all containers", () => {
    const series = { [ready("a")]: "1x20", [ready("b")]: "0x20" };
    const labels = '{namespace="autodealgenie"}';
    const title = "Ready Containers";
    ask({ series, at: "4m", expr: exprOf(title), yields: [{ labels, value: 1 }] });
    ask({ series, at: "4m", expr: exprOf(title, "B"), yields: [{ labels, value: 2 }] });
  });
});

describe("Predicted Time to Volume Full", () => {
  const volume = (metric: string, claim: string) =>
    `kubelet_volume_stats_${metric}{job="kubelet",instance="node-1",namespace="monitoring",persistentvolumeclaim="${claim}"}`;

  it("follows the trend over the alert's window, and leaves out volumes that do not fill up", () => {
    const series = {
      [volume("available_bytes", "filling")]: "100000-15x240",
      [volume("available_bytes", "still")]: "100000x240",
      [volume("available_bytes", "emptying")]: "100000+15x240",
    };
    // One byte per second for an hour: the remaining bytes are also the remaining seconds.
    const labels = '{namespace="monitoring",persistentvolumeclaim="filling"}';
    const yields = [{ labels, value: 96_400 }];
    ask({ series, at: "1h", expr: exprOf("Predicted Time to Volume Full"), yields });
  });

  it("has its threshold at the alert's limit", () => {
    const panel = board.panels.find(({ title }) => title === "Predicted Time to Volume Full");
    expect(panel?.fieldConfig?.defaults.thresholds?.steps).toEqual([
      { color: "red", value: null },
      { color: "green", value: 4 * 86_400 },
    ]);
  });

  it("leaves out file systems without an inode limit from Volume Inodes Free", () => {
    const series = {
      [volume("inodes_free", "a")]: "25x20",
      [volume("inodes", "a")]: "100x20",
      [volume("inodes_free", "b")]: "0x20",
      [volume("inodes", "b")]: "0x20",
    };
    const labels = '{namespace="monitoring",persistentvolumeclaim="a"}';
    const yields = [{ labels, value: 0.25 }];
    ask({ series, at: "4m", expr: exprOf("Volume Inodes Free"), yields });
  });
});

it("counts down to each certificate's expiry", () => {
  const series = {
    'probe_ssl_earliest_cert_expiry{job="blackbox-exporter",pod="a",instance="https://a"}':
      "86640x20",
    'probe_ssl_earliest_cert_expiry{job="blackbox-exporter",pod="b",instance="https://a"}':
      "96640x20",
  };
  const yields = [{ labels: '{instance="https://a"}', value: 96_400 }];
  ask({ series, at: "4m", expr: exprOf("Certificate Expiry"), yields });
});
