import { chosen, storedIn } from "../../../tools/restore/backups";
import {
  compareSilencesJob,
  importSilencesJob,
  listJob,
  restoreGrafanaJob,
  type Job,
} from "../../../tools/restore/jobs";
import { missing, silencesIn, silenceText } from "../../../tools/restore/silences";
import { plan } from "../../../infra/plan";
import { settings } from "../../support/stacks";

const { backupGrafana, backupSilences } = plan(settings("prod"));
const grafana = { cronJob: backupGrafana!.resource, name: "backup-grafana-restore-1" };
const silences = { cronJob: backupSilences!.resource, name: "backup-silences-restore-1" };

describe("the backups in a listing", () => {
  const listing = [
    "2026-11-24T02-17-00Z-grafana.dump 900",
    "2026-11-25T02-17-00Z-grafana.dump 1000",
    "readme.txt 7",
    "",
  ].join("\n");

  it("are the files with a timestamp in their names, newest first", () => {
    expect(storedIn(listing)).toEqual([
      { name: "2026-11-25T02-17-00Z-grafana.dump", bytes: 1000 },
      { name: "2026-11-24T02-17-00Z-grafana.dump", bytes: 900 },
    ]);
  });

  it.each([
    ["latest", "2026-11-25T02-17-00Z-grafana.dump"],
    ["2026-11-24", "2026-11-24T02-17-00Z-grafana.dump"],
    ["2026-11-25T02-17-00Z-grafana.dump", "2026-11-25T02-17-00Z-grafana.dump"],
  ])("%s selects one of them", (at, name) => {
    expect(chosen(storedIn(listing), at).name).toBe(name);
  });

  it.each([
    ["2026", "2 backups start with 2026."],
    ["2025", "No backup starts with 2025."],
  ])("%s is rejected as ambiguous or unknown", (at, told) => {
    expect(() => chosen(storedIn(listing), at)).toThrow(told);
  });

  it("are reported as missing if the listing is empty", () => {
    expect(() => chosen(storedIn(""), "latest")).toThrow("There is no backup.");
  });
});

describe("a restore Job", () => {
  const jobs: readonly (readonly [string, Job])[] = [
    ["listing backups", listJob(grafana)],
    [
      "restoring Grafana's database",
      restoreGrafanaJob(grafana, "2026-11-25T02-17-00Z-grafana.dump"),
    ],
    ["comparing silences", compareSilencesJob(silences, "2026-11-25T02-47-00Z-silences.json")],
    ["creating silences", importSilencesJob(silences, "wanted")],
  ];

  it.each(jobs)("for %s has the labels of the backup's pods, and no owner", (_, job) => {
    const { metadata, spec } = job;
    const { cronJob } = [grafana, silences].find(({ name }) => name === metadata.name)!;
    const { template } = cronJob.spec.jobTemplate.spec;
    expect(spec.template.metadata).toEqual(template.metadata);
    expect(metadata).not.toHaveProperty("ownerReferences");
    expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 1800 });
    const pod = spec.template.spec!;
    for (const each of [...(pod.initContainers ?? []), ...pod.containers]) {
      const volumes = pod.volumes!.map(({ name }) => name);
      expect(volumes).toEqual(expect.arrayContaining(each.volumeMounts!.map(({ name }) => name)));
      expect(each.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
    }
  });

  it("restores a dump only once it has been fetched completely", () => {
    const { initContainers, containers } = jobs[1]![1].spec.template.spec!;
    expect(initContainers!.map(({ name }) => name)).toEqual(["authorities", "fetch"]);
    expect(initContainers![1]!.env).toContainEqual({
      name: "AT",
      value: "2026-11-25T02-17-00Z-grafana.dump",
    });
    const [restore] = containers;
    expect(restore!.command!.join()).toContain("--single-transaction --set=ON_ERROR_STOP=1");
    expect(restore!.env).toContainEqual({ name: "PGSSLMODE", value: "verify-full" });
  });

  it("imports silences from a ConfigMap that is mounted as the backup's work folder", () => {
    const { volumes, containers } = jobs[3]![1].spec.template.spec!;
    expect(volumes).toContainEqual({ name: "work", configMap: { name: "wanted" } });
    expect(containers[0]!.command!.join()).toContain(
      'amtool silence import "$@" /work/silences.json',
    );
    expect(containers[0]!.args!.join()).toContain("https://alertmanager.monitoring.svc:9093");
  });

  it("is rejected if the CronJob has other containers", () => {
    const { cronJob } = JSON.parse(JSON.stringify(grafana)) as typeof grafana;
    cronJob.spec.jobTemplate.spec.template.spec!.containers[0]!.name = "copy";
    expect(() => listJob({ ...grafana, cronJob })).toThrow(
      "CronJob backup-grafana has no container store: it was deployed by another version of this project.",
    );
  });
});

describe("the silences to restore", () => {
  const NOW = Date.parse("2026-11-25T03:00:00Z");
  const one = (id: string, more: object = {}) => ({
    id,
    status: { state: "active" },
    updatedAt: "2026-11-24T20:00:00.000Z",
    matchers: [{ name: "alertname", value: "Noisy", isRegex: false, isEqual: true }],
    startsAt: "2026-11-24T20:00:00.000Z",
    endsAt: "2026-11-26T20:00:00.000Z",
    createdBy: "someone",
    comment: "known",
    ...more,
  });
  const of = (...all: object[]) => silencesIn(JSON.stringify(all), "it");
  const idsOf = (backup: object[], current: object[]) =>
    missing(of(...backup), of(...current), NOW).map(({ comment }) => comment);

  it("are the missing ones, without the ids that would create them again and again", () => {
    const [made] = missing(of(one("a")), [], NOW);
    expect(made).toEqual({
      matchers: one("a").matchers,
      startsAt: "2026-11-24T20:00:00.000Z",
      endsAt: "2026-11-26T20:00:00.000Z",
      createdBy: "someone",
      comment: "known",
    });
  });

  it.each<[string, object, object[]]>([
    ["still exists", one("a"), [one("a")]],
    ["has been changed since", one("a"), [one("a", { endsAt: "2026-11-30T20:00:00.000Z" })]],
    [
      "was already restored, with a new start time",
      one("a"),
      [one("b", { startsAt: "2026-11-25T02:59:00Z" })],
    ],
    ["has ended since", one("a", { endsAt: "2026-11-25T02:59:59Z" }), []],
  ])("do not include one that %s", (_, backup, current) => {
    expect(idsOf([backup], current)).toEqual([]);
  });

  it.each<[string, object]>([
    ["comment", { comment: "another" }],
    ["author", { createdBy: "somebody else" }],
    ["end", { endsAt: "2026-11-27T20:00:00.000Z" }],
    [
      "matcher",
      { matchers: [{ name: "alertname", value: "Noisy", isRegex: true, isEqual: true }] },
    ],
  ])("include one that differs from an existing one in its %s", (_, more) => {
    expect(idsOf([one("a", more)], [one("b")])).toHaveLength(1);
  });

  it("are rejected if the backup is not a list of silences", () => {
    for (const text of ["", "[", "{}", '[{"id":"a"}]']) {
      expect(() => silencesIn(text, "2026-silences.json")).toThrow(
        "2026-silences.json is not a list of silences",
      );
    }
  });

  it("are described on one line each", () => {
    const matchers = [
      { name: "severity", value: "warning", isRegex: false, isEqual: true },
      { name: "pod", value: "a.*", isRegex: true, isEqual: false },
    ];
    const [each] = of(one("a", { matchers }));
    expect(silenceText(each!)).toBe(
      '{severity="warning", pod!~"a.*"} until 2026-11-26T20:00:00.000Z, by someone: known',
    );
  });
});
