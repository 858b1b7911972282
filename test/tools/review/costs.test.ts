import type { StackInput } from "../../../infra/settings";
import { asText } from "../../../tools/review/format/text";
import { review } from "../../../tools/review/review";
import type { DeepPartial } from "../../../tools/render/merge";
import type { StackName } from "../../../tools/render/render";
import { changed, settings } from "./recorded/record";

type Overrides = DeepPartial<StackInput>;

/**
 * The effects of changes from some settings to others, or why they are rejected, regardless of what else is reported.
 */
const STEPS: readonly (readonly [
  what: string,
  stack: StackName,
  from: Overrides,
  to: Overrides,
  told: readonly RegExp[],
])[] = [
  [
    "another storage class",
    "dev",
    {},
    { storageClass: "fast" },
    [
      /^ {2}PersistentVolumeClaim .*data-postgres-0.*: storageClassName none -> fast; is refused: a volume stays as it was made/m,
      /^ {2}volume .*prometheus: data\.storageClassName none -> fast; is refused/m,
    ],
  ],
  [
    "an external PostgreSQL",
    "dev",
    {},
    { postgres: { host: "postgres.dealer.io" } },
    [
      /StatefulSet autodealgenie\/postgres: gone; its pods stay until somebody deletes them, its volumes stay/,
    ],
  ],
  [
    "the next major version of PostgreSQL",
    "dev",
    {},
    { images: { postgres: "docker.io/library/postgres:16.4-bookworm" } },
    [
      /^Gone\n {2}image .*PostgreSQL 16 does not read the data of 15/m,
      /restarts 1 pod, none runs meanwhile/,
    ],
  ],
  [
    "an earlier Grafana",
    "dev",
    {},
    { images: { grafana: "docker.io/grafana/grafana:12.1.0" } },
    [/Grafana 12\.1\.0 may not read the database that 12\.2\.0 has converted/],
  ],
  [
    "an earlier MongoDB",
    "dev",
    { mongodb: {} },
    { mongodb: {}, images: { mongodb: "docker.io/library/mongo:7.0.1" } },
    [/MongoDB 7\.0\.1 may not read the data of 8\.0\.13/],
  ],
  [
    "a shorter retention in the bucket",
    "prod",
    {},
    { thanos: { retention: { fiveMinutes: "90d" } } },
    [
      /^Gone\n {2}setting .*--retention\.resolution-5m 180d -> 90d; what is older is deleted for good/m,
    ],
  ],
  [
    "a smaller retention size",
    "prod",
    {},
    { prometheus: { retentionSize: "20Gi" } },
    [/storage\.tsdb\.retention\.size 87040MB -> 20480MB; what is older is deleted for good/],
  ],
  [
    "a shorter retention of backups",
    "prod",
    {},
    { backups: { silences: { keep: "2d" } } },
    [/KEEP 14d -> 2d; what is older is deleted for good/],
  ],
  [
    "another environment name",
    "prod",
    {},
    { environment: "production" },
    [
      /^Gone\n {2}setting prometheus\.yml: global\.external_labels\.environment prod -> production; every series begins anew/m,
      /alerts that fire are resolved, and notify again with the new label/,
    ],
  ],
  [
    "a new external label",
    "prod",
    {},
    { prometheus: { externalLabels: { cluster: "eu-1" } } },
    [
      /global\.external_labels\.cluster none -> eu-1; alerts that fire are resolved, and notify again/,
      /FOLDER .* earlier backups stay where they are: neither deleted by age nor found by a restore/,
      /--selector\.relabel-config new|--selector\.relabel-config none -> /,
    ],
  ],
  [
    "another bucket",
    "prod",
    {},
    { objectStorage: { bucket: "elsewhere" } },
    [
      /objstore\.yml changed; if it names another bucket, the samples in the one before are no longer queried/,
      /FOLDER store:autodealgenie-metrics\/\S+ -> store:elsewhere\/\S+; earlier backups stay/,
    ],
  ],
  [
    "another application database",
    "prod",
    {},
    { postgres: { host: "pg2.autodealgenie.example" } },
    [/DATABASE_HOST \S+ -> pg2\S+; is another store: what the one before has, stays there$/m],
  ],
  [
    "another Grafana database",
    "prod",
    {},
    { grafana: { database: { host: "pg2.autodealgenie.example" } } },
    [/grafana\.ini: database\.host \S+ -> pg2\S+; is another store/],
  ],
  [
    "another MongoDB",
    "prod",
    { mongodb: { hosts: ["m1.autodealgenie.example", "m2.autodealgenie.example"] } },
    { mongodb: { hosts: ["m3.autodealgenie.example"] } },
    [/MONGODB_URI .*; is another store/],
  ],
  [
    "the removal of the autoscaler",
    "dev",
    { backend: { autoscaling: { maxReplicas: 4 } } },
    {},
    [
      /HorizontalPodAutoscaler autodealgenie\/backend: gone; the pods that it has added end at once/,
    ],
  ],
  [
    "an existing cert-manager",
    "prod",
    {},
    { certManager: "existing" },
    [/object CertManager-cert-manager: gone; what it has installed goes/],
  ],
];

it.each(STEPS)("the diff reports the consequences of %s", async (_, stack, from, to, told) => {
  const [base, head] = [await changed(stack, settings(from)), await changed(stack, settings(to))];
  const text = asText(review([{ stack, base, head }]), { colors: false });
  for (const pattern of told) expect(text).toMatch(pattern);
});

test("a replica set with an additional member is still the same store", async () => {
  const hosts = ["m1.autodealgenie.example", "m2.autodealgenie.example"];
  const [base, head] = [
    await changed("prod", settings({ mongodb: { hosts } })),
    await changed("prod", settings({ mongodb: { hosts: [...hosts, "m3.autodealgenie.example"] } })),
  ];
  const text = asText(review([{ stack: "prod", base, head }]), { colors: false });
  expect(text).toContain("MONGODB_URI");
  expect(text).not.toContain("another store");
});

it.each([
  ["a longer retention in the bucket", { thanos: { retention: { raw: "60d" } } }],
  ["a longer retention of backups", { backups: { grafana: { keep: "60d" } } }],
  [
    "the next patch release of PostgreSQL",
    { images: { postgres: "docker.io/library/postgres:15.21-bookworm" } },
  ],
  ["the next Grafana release", { images: { grafana: "docker.io/grafana/grafana:12.3.0" } }],
] as const)("the diff reports no data loss for %s", async (_, overrides) => {
  const [base, head] = [
    await changed("prod", settings({})),
    await changed("prod", settings(overrides)),
  ];
  expect(asText(review([{ stack: "prod", base, head }]), { colors: false })).not.toMatch(
    /^Gone|for good|does not read|may not read/m,
  );
});
