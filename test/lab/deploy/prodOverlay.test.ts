import "../support/ownFolders";

import { renderStack } from "../../../tools/render/render";
import type { Change } from "../../../tools/review/change";
import { compareTrees } from "../../../tools/review/compare";
import { RUN_INSTEAD } from "../../../lab/builder/runImages";
import { stackSettings } from "../../../lab/deploy/stack";
import { rendered } from "../../support/rendered";

/** What the local cluster may change in prod's objects: the subject of the change, its name, and the changed part. */
const ALLOWED: readonly (readonly [subject: string, name: RegExp, what: RegExp])[] = [
  // Sizes, and what follows from them: how much is kept, and the share of its CPU at which the backend scales.
  ["volume", /^monitoring\/(prometheus|thanos-store|thanos-compact)$/, /^data$/],
  [
    "volume",
    /^PersistentVolumeClaim monitoring\/data-(prometheus|thanos-store|thanos-compact)-\d$/,
    /^size$/,
  ],
  ["setting", /^monitoring\/prometheus$/, /^memory (limit|request)$/],
  ["setting", /^monitoring\/thanos-(query|store|compact)$/, /^memory limit$/],
  ["setting", /^monitoring\/thanos-store$/, /^--(index-cache|chunk-pool)-size$/],
  ["setting", /^prometheus\.yml$/, /^storage\.tsdb\.retention\.size$/],
  ["setting", /^autodealgenie\/backend$/, /^cpu limit$/],
  [
    "object",
    /^HorizontalPodAutoscaler autodealgenie\/backend$/,
    /^spec\.metrics\.0\.resource\.target\.averageValue$/,
  ],
  // Images that are built here and are in no registry. Some are older versions.
  ...Object.values(RUN_INSTEAD).map(({ image }) => {
    const name = image.slice(0, image.lastIndexOf(":"));
    return ["image", /^monitoring\/[\w-]+-(exporter|metrics)$/, new RegExp(`^${name}$`)] as const;
  }),
  ["object", /^(Deployment|StatefulSet|CronJob) \S+( [\w-]+)?$/, /^imagePullPolicy$/],
  // Addresses of the external stand-ins, and the user of the mail server.
  [
    "setting",
    /^autodealgenie\/backend$/,
    /^(DATABASE_HOST|REDIS_(HOST|PORT)|VEHICLE_API_URL|LLM_BASE_URL)$/,
  ],
  ["setting", /^monitoring\/postgres-exporter$/, /^DATA_SOURCE_URI$/],
  ["setting", /^monitoring\/redis-exporter$/, /^--redis\.addr$/],
  ["setting", /^grafana\.ini$/, /^database\.host$/],
  ["setting", /^monitoring\/backup-grafana dump$/, /^PGHOST$/],
  [
    "setting",
    /^monitoring\/backup-(grafana|silences) store$/,
    /^RCLONE_CONFIG_STORE_(ENDPOINT|PROVIDER)$/,
  ],
  ["secret", /^monitoring\/redis-exporter$/, /^passwords\.json changed$/],
  ["secret", /^monitoring\/(prometheus|thanos-store|thanos-compact)$/, /^objstore\.yml changed$/],
  ["receiver", /^critical$/, /^pagerduty\.url$/],
  ["receiver", /^info$/, /^email\.(smarthost|auth_username)$/],
  [
    "target",
    /^monitoring\/blackbox-exporter(\/\d)?$/,
    /^(params\.target -\S+, \+\S+|relabel_configs\.\d+\.replacement)$/,
  ],
  // Prod does not yet name a remote-write receiver. The local cluster has one, so that it is tested: with the password,
  // and with the alerts and panels for it.
  ["setting", /^prometheus\.yml$/, /^remote_write$/],
  ["secret", /^monitoring\/prometheus$/, /^remote-write-victoria-password new$/],
  [
    "object",
    /^StatefulSet monitoring\/prometheus$/,
    /^also mounts the secret remote-write-victoria-password$/,
  ],
  [
    "alert",
    /^RemoteWrite(Behind|Failing)$/,
    /^(new, warning\/monitoring|"(Samples .*|.* rejects samples\.)"|notifies Slack #warnings)$/,
  ],
  ["alert", /^AlertBlind prometheus$/, /^query also has .*"RemoteWriteFailing"/],
  // The website is a stand-in through which nobody uses the service, so that it being down is not an outage.
  ["alert", /^SiteUnreachable outage$/, /^gone$/],
  ["alert", /^SiteUnreachable( many)?$/, /^query$/],
  [
    "panel",
    /^Long-term Storage \/ (Remote Write Lag|Rejected Samples)$/,
    /^links to RemoteWrite(Behind|Failing)$/,
  ],
  // Allowed connections follow from the addresses. The cluster's DNS listens on a different port.
  [
    "network edge",
    / -> (databases\/(postgres|redis)|upstreams\/upstreams|receivers\/(receivers|website)|object-storage\/minio|remote-storage\/victoria-metrics) :\d+(, :\d+)* \(out\)$/,
    /^opened$/,
  ],
  ["network edge", / -> kube-system\/k8s-app=kube-dns :1053\/UDP, :1053 \(out\)$/, /^opened$/],
  [
    "network edge",
    / -> kube-system\/k8s-app=kube-dns :53\/UDP, :53 \(out\)$/,
    /^no longer allowed$/,
  ],
  ["network edge", / -> (0\.0\.0\.0|::)\/0 but \S+ .* \(out\)$/, /^no longer allowed$/],
];

/** How pods are affected by any of these. */
const FOLLOWS = /^(restarts (its pods|\d pods?)|none runs meanwhile)$/;

/** The differences, one by one. */
function differences(changes: readonly Change[]) {
  return changes.flatMap(({ subject, names, facts }) =>
    names.flatMap((name) =>
      facts
        .filter(({ what }) => !FOLLOWS.test(what))
        .map(({ what, from, to }) => ({ subject, name, what, from, to })),
    ),
  );
}

const isAllowed =
  ({ subject, name, what }: { subject: string; name: string; what: string }) =>
  ([ofSubject, ofName, ofWhat]: (typeof ALLOWED)[number]) =>
    subject === ofSubject && ofName.test(name) && ofWhat.test(what);

describe("prod in the local cluster", () => {
  const changed = async () => {
    const [theirs, ours] = [
      await rendered("prod"),
      await renderStack("prod", { overrides: stackSettings(1, {}, "prod").overrides }),
    ];
    return { theirs, ours, found: differences(compareTrees(theirs.files, ours.files)) };
  };

  it("differs from prod only in the changes listed here, mostly sizes and addresses", async () => {
    const { found } = await changed();
    expect(found.filter((each) => !ALLOWED.some(isAllowed(each)))).toEqual([]);
    // No entry is superfluous.
    const needed = ALLOWED.filter((allowed) => found.some((each) => isAllowed(each)(allowed)));
    expect(ALLOWED.filter((allowed) => !needed.includes(allowed))).toEqual([]);
  });

  it("has the same objects as prod, and TLS wherever prod has it", async () => {
    const { theirs, ours, found } = await changed();
    const namesOf = ({ objects }: typeof ours) =>
      objects.map(({ kind, metadata: { namespace = "", name } }) => `${kind} ${namespace}/${name}`);
    expect(namesOf(ours)).toEqual(namesOf(theirs));
    const https = found.filter(({ from = "" }) => from.startsWith("https:"));
    const postgres = found.filter(({ from = "" }) => from.includes("sslmode="));
    expect(Math.min(https.length, postgres.length)).toBeGreaterThan(0);
    for (const { to } of https) expect(to).toMatch(/^https:/);
    for (const { to } of postgres) expect(to).toContain("sslmode=verify-full");
  });
});

it("a structural change, such as another replica count, is not allowed", async () => {
  const base = await rendered("prod");
  const changes = { alertmanager: { replicas: 2 } };
  const head = await renderStack("prod", { overrides: changes });
  const found = differences(compareTrees(base.files, head.files));
  expect(found.filter((each) => !ALLOWED.some(isAllowed(each)))).not.toEqual([]);
});
