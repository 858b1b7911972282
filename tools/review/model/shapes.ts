import { z } from "zod";

/** The fields that a rendered tree must have to be compared. All other fields are kept, too. */

const labels = z.record(z.string(), z.string());

export const manifestShape = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

export const rulesShape = z.object({
  groups: z.array(
    z.looseObject({
      name: z.string(),
      interval: z.string().optional(),
      rules: z.array(
        z.looseObject({
          alert: z.string().optional(),
          record: z.string().optional(),
          expr: z.string(),
          for: z.string().optional(),
          keep_firing_for: z.string().optional(),
          labels: labels.optional(),
          annotations: labels.optional(),
        }),
      ),
    }),
  ),
});

export const prometheusShape = z.looseObject({
  global: z
    .looseObject({
      scrape_interval: z.string().optional(),
      scrape_timeout: z.string().optional(),
      evaluation_interval: z.string().optional(),
      external_labels: labels.optional(),
    })
    .optional(),
  scrape_configs: z.array(z.looseObject({ job_name: z.string() })).optional(),
});

export const alertmanagerShape = z.looseObject({
  route: z.looseObject({ receiver: z.string() }),
  receivers: z.array(z.looseObject({ name: z.string() })),
  inhibit_rules: z.array(z.looseObject({})).optional(),
  time_intervals: z.array(z.looseObject({ name: z.string() })).nullish(),
});

export const panelShape = z.looseObject({
  id: z.number(),
  title: z.string().default(""),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }).optional(),
  fieldConfig: z
    .looseObject({
      defaults: z
        .looseObject({
          unit: z.string().optional(),
          thresholds: z
            .looseObject({
              mode: z.string().optional(),
              steps: z
                .array(z.looseObject({ color: z.string(), value: z.number().nullish() }))
                .optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
  targets: z.array(z.looseObject({ expr: z.string().optional(), refId: z.string() })).optional(),
  links: z.array(z.looseObject({ title: z.string() })).optional(),
});

/** A panel, or a row, which contains panels if it is collapsed. */
const rowShape = panelShape.extend({
  type: z.string().optional(),
  collapsed: z.boolean().optional(),
  panels: z.array(panelShape).optional(),
});

const isRow = ({ type }: z.infer<typeof rowShape>) => type === "row";

/** A dashboard: its panels as if every row were expanded, and the titles of its rows. */
export const dashboardShape = z
  .looseObject({ uid: z.string(), title: z.string(), panels: z.array(rowShape).default([]) })
  .transform(({ panels: all, ...dashboard }) => ({
    ...dashboard,
    rows: all
      .filter(isRow)
      .map(({ title, collapsed = false }) => (collapsed ? `${title} (closed)` : title)),
    panels: all.flatMap(({ panels = [], ...panel }) =>
      isRow(panel) ? panels : [panel, ...panels],
    ),
  }));

export const metricsShape = z.array(
  z.object({
    name: z.string(),
    kind: z.enum(["counter", "gauge", "histogram"]),
    origin: z.string(),
    job: z.string().optional(),
    labels: z.record(z.string(), z.array(z.string()).nullable()),
    buckets: z.array(z.number()).optional(),
  }),
);

export const sealedShape = z.record(z.string(), z.string());

export type Panel = z.infer<typeof panelShape>;
export type Dashboard = z.infer<typeof dashboardShape>;
export type MetricEntry = z.infer<typeof metricsShape>[number];
export type ScrapeConfig = NonNullable<z.infer<typeof prometheusShape>["scrape_configs"]>[number];
