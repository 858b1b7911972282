import { z } from "zod";

import { POSTGRES_BIN, SOCKET_FOLDER } from "../../../infra/rendered-config/postgres";
import { shell, STORE } from "../../../infra/kubernetes/backup";
import { MONITORING } from "../../../infra/objects/names";
import type { CronJob } from "../../../infra/objects/kubernetes";
import { storedIn } from "../../../tools/restore/backups";
import { listJob, type Job } from "../../../tools/restore/jobs";
import { eventually } from "../../../tools/polling";
import { ask, getJson } from "../../../lab/clients/http";
import { exec } from "../../../lab/builder/exec";
import { urlOf } from "../../../lab/cluster/layout";
import { kubectl, kubectlGet } from "../../../lab/cluster/kubectl";
import { DATABASES_NAMESPACE } from "../../../lab/databases/addresses";
import { scriptCommand } from "../../support/launched";
import { settled } from "../support/settled";

type What = "grafana" | "silences";

const RUN = Date.now().toString(36);
const DAY_MS = 24 * 60 * 60 * 1000;

/** A table in place of Grafana's own: Grafana does not run here, but its role and database exist. */
const TABLE = "dashboard_of_somebody";
const LATER = "made_since";

let made = 0;
const unique = (what: string) => `${what}-${RUN}-${(made += 1)}`;

interface Status {
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Waits until a Job has finished. @returns whether it succeeded */
async function ended(name: string): Promise<"Complete" | "Failed"> {
  return eventually(`Job ${name} ends`, 240, async () => {
    const { status } = await kubectlGet<Status>(["job", name, "-n", MONITORING]);
    const held = (status.conditions ?? []).filter((each) => each.status === "True");
    if (held.some(({ type }) => type === "Complete")) return "Complete";
    if (held.some(({ type }) => type === "Failed")) return "Failed";
    throw new Error("It goes on.");
  });
}

/** Makes a backup now, as people do. */
async function backUp(what: What): Promise<"Complete" | "Failed"> {
  const name = unique(`now-${what}`);
  await kubectl(["create", "job", name, `--from=cronjob/backup-${what}`, "-n", MONITORING]);
  return ended(name);
}

/** Runs another script in the container of a backup that has access to the bucket. @returns its output */
async function inBucket(what: What, script?: string): Promise<string> {
  const cronJob = await kubectlGet<CronJob>(["cronjob", `backup-${what}`, "-n", MONITORING]);
  const job = listJob({ cronJob, name: unique(`bucket-${what}`) });
  const asked: Job = script === undefined ? job : withScript(job, script);
  await kubectl(["create", "-f", "-"], JSON.stringify(asked));
  const { name } = job.metadata;
  expect(await ended(name)).toBe("Complete");
  return kubectl(["logs", `job/${name}`, "-n", MONITORING, "-c", STORE]);
}

function withScript(job: Job, script: string): Job {
  const { template } = job.spec;
  const containers = template.spec!.containers.map((each) => ({
    ...each,
    command: [...shell(script), each.name],
  }));
  return {
    ...job,
    spec: { ...job.spec, template: { ...template, spec: { ...template.spec, containers } } },
  };
}

async function backupsOf(what: What): Promise<readonly string[]> {
  return storedIn(await inBucket(what)).map(({ name }) => name);
}

/** Stores a backup as if it were some days old, with the name and the time that it would have. */
async function plant(what: What, days: number): Promise<string> {
  const at = new Date(Date.now() - days * DAY_MS).toISOString().replace(/\.\d+Z$/, "Z");
  const name = `${at.replaceAll(":", "-")}-old`;
  await inBucket(
    what,
    `echo old > /work/old; touch -d ${at} /work/old; rclone copyto /work/old "$FOLDER/${name}"`,
  );
  return name;
}

async function sql(statement: string): Promise<string> {
  return kubectl([
    ...["exec", "postgres-0", `--namespace=${DATABASES_NAMESPACE}`, "--"],
    ...[`${POSTGRES_BIN}/psql`, "--no-psqlrc", "--tuples-only", "--no-align", "--quiet"],
    ...[`--host=${SOCKET_FOLDER}`, "--username=postgres", "--dbname=grafana"],
    ...["--set=ON_ERROR_STOP=1", `--command=SET ROLE grafana; ${statement}`],
  ]);
}

/** Runs `npm run lab -- restore …`. @returns its output */
function restore(...args: readonly string[]): Promise<string> {
  return exec(...scriptCommand("lab", "restore", ...args));
}

const silences = z.array(
  z.object({ id: z.string(), comment: z.string(), status: z.object({ state: z.string() }) }),
);
const SILENCES = () => `${urlOf("alertmanager")}/api/v2/silences`;

async function activeSilences() {
  const all = await getJson(SILENCES(), silences);
  return all.filter(({ status, comment }) => status.state === "active" && comment.includes(RUN));
}

async function silence(comment: string): Promise<string> {
  const body = JSON.stringify({
    matchers: [{ name: "alertname", value: `Backed_${RUN}.*`, isRegex: true, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + DAY_MS).toISOString(),
    createdBy: "e2e",
    comment,
  });
  const { status, text } = await ask(SILENCES(), { method: "POST", body });
  expect(status).toBe(200);
  return z.object({ silenceID: z.string() }).parse(JSON.parse(text)).silenceID;
}

async function expire(id: string): Promise<void> {
  const { status } = await ask(`${urlOf("alertmanager")}/api/v2/silence/${id}`, {
    method: "DELETE",
  });
  expect(status).toBe(200);
}

const drop = () => sql(`DROP TABLE IF EXISTS ${TABLE}, ${LATER} CASCADE`);

beforeAll(async () => {
  await settled();
  await drop();
});
afterAll(async () => {
  await drop();
  for (const { id } of await activeSilences()) await expire(id);
});

describe("silences", () => {
  const COMMENT = `kept for ${RUN}`;

  it("are backed up to the bucket, and backups that are too old are deleted", async () => {
    await silence(COMMENT);
    const old = await plant("silences", 15);
    const kept = await plant("silences", 13);
    expect(await backUp("silences")).toBe("Complete");
    const stored = await backupsOf("silences");
    expect(stored[0]).toMatch(/-silences\.json$/);
    expect(stored).toContain(kept);
    expect(stored).not.toContain(old);
    await inBucket("silences", `rclone delete "$FOLDER/${kept}"`);
  });

  it("are restored once each, even by repeated restores, and newer ones are kept", async () => {
    const since = `made since ${RUN}`;
    for (const { id } of await activeSilences()) await expire(id);
    await silence(since);
    expect(await activeSilences()).toHaveLength(1);
    expect(await restore("silences", "--yes")).toContain("1 silences are restored.");
    const comments = async () => (await activeSilences()).map(({ comment }) => comment).sort();
    await eventually("every Alertmanager knows both", 30, async () => {
      expect(await comments()).toEqual([COMMENT, since]);
    });
    expect(await restore("silences", "--yes")).toContain("There is nothing to restore");
    expect(await comments()).toEqual([COMMENT, since]);
  });

  it("are not restored without confirmation", async () => {
    for (const { id } of await activeSilences()) await expire(id);
    await expect(restore("silences")).rejects.toThrow("There is no terminal to confirm in");
    expect(await activeSilences()).toEqual([]);
  });
});

describe("Grafana's database", () => {
  let newest = "";

  it("is backed up to the bucket, and backups that are too old are deleted", async () => {
    await sql(`CREATE TABLE ${TABLE} (id serial PRIMARY KEY, title text NOT NULL)`);
    await sql(`INSERT INTO ${TABLE} (title) VALUES ('of ${RUN}'), ('another')`);
    const old = await plant("grafana", 31);
    expect(await backUp("grafana")).toBe("Complete");
    const stored = await backupsOf("grafana");
    newest = stored[0]!;
    expect(newest).toMatch(/-grafana\.dump$/);
    expect(stored).not.toContain(old);
    expect(await restore("grafana", "--list")).toContain(newest);
  });

  it("is restored to the time of the backup, without later tables", async () => {
    await sql(`DROP TABLE ${TABLE}`);
    await sql(`CREATE TABLE ${LATER} (id int); CREATE VIEW seen AS SELECT * FROM ${LATER}`);
    expect(await restore("grafana", "--yes")).toContain("1 tables with 2 rows are back.");
    expect(await sql(`SELECT title FROM ${TABLE} ORDER BY id`)).toBe(`of ${RUN}\nanother\n`);
    expect(await sql(`SELECT to_regclass('public.${LATER}') IS NULL`)).toBe("t\n");
    // Its sequence continues where it was.
    await sql(`INSERT INTO ${TABLE} (title) VALUES ('third')`);
    expect(await sql(`SELECT max(id) FROM ${TABLE}`)).toBe("3\n");
  });

  it("keeps its last backups, however old, while new ones fail", async () => {
    const old = await plant("grafana", 40);
    await sql(`DROP TABLE ${TABLE}`);
    expect(await backUp("grafana")).toBe("Failed");
    expect(await backupsOf("grafana")).toEqual(expect.arrayContaining([newest, old]));
    expect(await restore("grafana", "--yes", "--at", newest)).toContain("2 rows are back.");
  });

  it("is not changed by restoring a missing or broken backup", async () => {
    await expect(restore("grafana", "--yes", "--at", "1999")).rejects.toThrow(
      "No backup starts with 1999.",
    );
    const [broken] = (await backupsOf("grafana")).filter((name) => name.endsWith("-old"));
    await expect(restore("grafana", "--yes", "--at", broken!)).rejects.toThrow(
      "has failed in restore",
    );
    expect(await sql(`SELECT count(*) FROM ${TABLE}`)).toBe("2\n");
    expect(await backUp("grafana")).toBe("Complete");
    expect(await backupsOf("grafana")).not.toContain(broken);
  });
});
