import { load } from "js-yaml";

import { CATALOGS } from "../../../signals/catalogs";
import { STACKS } from "../../../tools/render/names";
import { rendered } from "../../support/rendered";

interface Job {
  readonly job_name: string;
  readonly honor_labels?: boolean;
  readonly relabel_configs: readonly { readonly target_label?: string }[];
  readonly metric_relabel_configs?: readonly {
    readonly action?: string;
    readonly regex?: string;
  }[];
}

/** The labels that Prometheus renames because the target has a label of the same name. */
function renamed(job: Job, labels: Iterable<string>): readonly string[] {
  if (job.honor_labels) return [];
  const ofTarget = new Set(job.relabel_configs.map((rule) => rule.target_label));
  const dropped = (job.metric_relabel_configs ?? [])
    .filter(({ action }) => action === "labeldrop")
    .map(({ regex }) => new RegExp(`^(?:${regex})$`));
  return [...new Set(labels)]
    .filter((label) => ofTarget.has(label))
    .map((label) => `exported_${label}`)
    .filter((label) => !dropped.some((regex) => regex.test(label)));
}

describe.each(STACKS)("a metric's own labels, scraped in %s", (stack) => {
  it("keep the names that they have in the catalog", async () => {
    const { files } = await rendered(stack);
    const { scrape_configs: jobs } = load(files.get("prometheus/prometheus.yml")!) as {
      readonly scrape_configs: readonly Job[];
    };
    const looked = CATALOGS.flatMap(({ job: name, metrics }) => {
      const labels = Object.values(metrics).flatMap((metric) => Object.keys(metric.labels));
      return jobs
        .filter(({ job_name }) => job_name.split("/")[2] === name)
        .map((job) => [job.job_name, renamed(job, labels)] as const);
    });
    expect(looked.length).toBeGreaterThan(3);
    expect(looked.filter(([, labels]) => labels.length > 0)).toEqual([]);
  });
});
