import { changeOver, endOwn } from "./support/ownCluster";

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Stack } from "@pulumi/pulumi/automation";

import { APPLICATION, MONITORING } from "../../infra/objects/names";
import { exec } from "../../lab/builder/exec";
import { toolPath } from "../../lab/builder/tools";
import { isReady } from "../../lab/clients/pods";
import { kubectlGet } from "../../lab/cluster/kubectl";
import { urlOf } from "../../lab/cluster/layout";
import { sql } from "../../lab/drills/faults/postgres";
import { PATHS } from "../../lab/paths";
import { eventually, poll } from "../../tools/polling";
import { merged } from "../../tools/render/merge";
import { Browser } from "../service/browser";
import { programCommand } from "../support/launched";
import { plainScalars, READ_SCALARS } from "../support/plainScalars";
import {
  ChangingStack,
  EVERYDAY_CHANGES,
  expectHarmless,
  expectUnchanged,
  type Change,
} from "./support/changingStack";
import { lab } from "./support/lab";
import { labConfig } from "./support/labStack";
import { failuresIn, fewPeople } from "./support/people";
import { podsNow, renewed, rollingOut } from "./support/pulumi";

/** Each change is made on top of the previous ones. */
const CHANGES: Readonly<Record<string, Change>> = {
  ...EVERYDAY_CHANGES,
  "three Alertmanagers": {
    settings: { alertmanager: { replicas: 3 } },
    volumes: true,
    renews: ["alertmanager"],
  },
  "one Alertmanager": { without: "three Alertmanagers", renews: ["alertmanager"] },
  "an autoscaler": { settings: { backend: { autoscaling: { maxReplicas: 4 } } } },
  "no autoscaler": { without: "an autoscaler" },
  "a larger volume": { settings: { prometheus: { storage: "3Gi" } }, volumes: true, replaces: 1 },
};

const trial = new ChangingStack("dev");

/** The output of `pulumi preview --json`. */
async function previewJson(stack: Stack): Promise<string> {
  const command = stack.workspace.pulumiCommand as unknown as {
    run: (args: string[], ...others: unknown[]) => Promise<{ readonly stdout: string }>;
  };
  const run = command.run.bind(command);
  const json = ["--json", "--show-sames", "--show-replacement-steps"];
  const spied = jest
    .spyOn(command, "run")
    .mockImplementation((args, ...others) =>
      run(args[0] === "preview" ? [...args, ...json] : args, ...others),
    );
  try {
    return (await stack.preview()).stdout;
  } finally {
    spied.mockRestore();
  }
}

/** On a machine without a cache, Pulumi is built first. */
const BUILD_MS = 3_600_000;

beforeAll(async () => {
  await lab("build", "--with", "pulumi");
  await changeOver();
}, BUILD_MS);

afterAll(async () => {
  await trial.leave();
  console.log(trial.table());
  await endOwn();
});

describe("a stack file", () => {
  it("has the same plain scalars for Pulumi as for our commands", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stack-file-"));
    try {
      const env = {
        PULUMI_HOME: folder,
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "none",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      };
      const pulumi = (...args: string[]) => exec(toolPath("pulumi"), args, { cwd: folder, env });
      writeFileSync(join(folder, "Pulumi.yaml"), "name: autodealgenie\nruntime: nodejs\n");
      await pulumi("stack", "init", "read");
      const text = `config:\n  monitoring:\n${plainScalars("    ")}`;
      writeFileSync(join(folder, "Pulumi.read.yaml"), text);
      const { "autodealgenie:monitoring": read } = JSON.parse(
        await pulumi("config", "--json", "--stack", "read"),
      ) as Record<string, { readonly objectValue: unknown }>;
      expect(read?.objectValue).toEqual(READ_SCALARS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a stack deployed by Pulumi", () => {
  it("is deployed from scratch, with every pod Ready", async () => {
    await trial.fromNothing();
    expect((await podsNow()).every(isReady)).toBe(true);
  });

  it("has nothing to update if nothing has changed", async () => {
    await expectUnchanged(await trial.stack());
  });

  it.each(Object.entries(CHANGES))("changes without a failed request: %s", async (what, change) => {
    expectHarmless(await trial.change(what, change), change, labConfig.backend.replicas);
  });

  it("rejects a smaller volume with a clear error before anything changes", async () => {
    const { settings, ...others } = trial.given();
    const smaller = merged(settings, { prometheus: { storage: "2Gi" } });
    const before = await podsNow();
    const tried = programCommand("test/e2e/support/tried.ts");
    const said = await exec(tried[0], [
      ...tried[1],
      JSON.stringify({ settings: smaller, ...others }),
    ]);
    const outcomes = JSON.parse(said) as readonly string[];
    expect(outcomes).toHaveLength(2);
    for (const each of outcomes) expect(each).toMatch(/has 3Gi and cannot be shrunk to 2Gi/);
    expect(renewed(before, await podsNow())).toEqual([]);
  });

  it("has a preview in which the guard finds no step that loses data", async () => {
    const folder = mkdtempSync(join(tmpdir(), "guard-"));
    const file = join(folder, "preview.json");
    writeFileSync(file, await previewJson(await trial.stack()));
    const said = await exec(...programCommand("tools/guard/cli.ts", file));
    rmSync(folder, { recursive: true });
    expect(said).toMatch(/^\d{3} steps, none that loses data\.$/m);
  });

  it("has a preview that passes the policy pack", async () => {
    const stack = await trial.stack();
    const { stdout } = await stack.preview({
      policyPacks: [join(PATHS.project, "infra/policy-pack")],
    });
    expect(stdout).toMatch(/Policies:\n +✅ autodealgenie@/);
  });

  it("keeps its namespaces, its claims and the pods that use them when `destroy` is run", async () => {
    const claims = async () => {
      const { items } = await kubectlGet<{ items: readonly { metadata: { uid: string } }[] }>([
        "persistentvolumeclaims",
        `--namespace=${MONITORING}`,
      ]);
      return items.map(({ metadata }) => metadata.uid).sort();
    };
    const before = await claims();
    expect(before.length).toBeGreaterThan(1);
    await trial.leave();
    await expect((await trial.stack()).destroy()).rejects.toThrow(/protected/);
    // Pulumi refuses to delete the namespaces, and only these. StatefulSets are deleted without their pods, and
    // Deployments with theirs.
    await eventually("only pods with volumes are left", 90, async () => {
      const left = (await podsNow()).map(({ metadata }) => metadata.name).sort();
      expect(left).toEqual(["alertmanager-0", "postgres-0", "prometheus-0", "redis-0"]);
    });
    expect(await claims()).toEqual(before);
  });

  it("is restored by the next `up`, with its users' data", async () => {
    const accounts = () => sql("SELECT count(*) FROM users");
    const before = await accounts();
    expect(Number(before)).toBeGreaterThan(0);
    await (await trial.stack()).up();
    await eventually("every pod is Ready", 120, async () => {
      expect((await podsNow()).every(isReady)).toBe(true);
    });
    expect(await accounts()).toBe(before);
    // The stack gets new passwords: the running databases have adopted them.
    const again = new AbortController();
    const visit = fewPeople(again.signal);
    const visited = visit.run();
    await poll(() => Promise.resolve(visit.report().requests > 20), { seconds: 60 });
    again.abort();
    await visited;
    expect(visit.report().requests).toBeGreaterThan(20);
    expect(failuresIn(visit.report())).toEqual({});
  });

  it("replaces a generated password by name, and restarts only its readers", async () => {
    const ada = await Browser.signedIn(urlOf("backend"));
    const me = async () => (await ada.get("/api/v1/auth/me")).status;
    expect(await me()).toBe(200);
    const before = await podsNow();
    await (await trial.stack()).up({ replace: ["**::jwt-secret"] });
    await eventually("no pod is being replaced", 120, async () => {
      expect(await rollingOut()).toEqual([]);
    });
    expect(renewed(before, await podsNow())).toEqual(["backend"]);
    // The pods before still answer for some seconds, by the old key.
    await eventually("the pods before are gone", 60, async () => {
      const { items } = await kubectlGet<{ items: readonly { metadata: { uid: string } }[] }>([
        "pods",
        `--namespace=${APPLICATION}`,
        "--selector=app.kubernetes.io/name=backend",
      ]);
      const old = new Set(before.map(({ metadata }) => metadata.uid));
      expect(items.filter(({ metadata }) => old.has(metadata.uid))).toEqual([]);
    });
    await eventually("the old token is refused", 30, async () => {
      expect(await me()).toBe(401);
    });
    // Refresh tokens are signed by nobody.
    expect((await ada.post("/api/v1/auth/refresh")).status).toBe(200);
    expect(await me()).toBe(200);
  });

  it("can be destroyed after it is unprotected", async () => {
    const stack = await trial.stack();
    await exec(toolPath("pulumi"), ["state", "unprotect", "--all", "--yes", "--stack", "dev"], {
      cwd: stack.workspace.workDir,
      env: { ...stack.workspace.envVars },
    });
    await stack.destroy();
    const { items } = await kubectlGet<{ items: readonly { metadata: { name: string } }[] }>([
      "namespaces",
    ]);
    const left = items.map(({ metadata }) => metadata.name);
    expect(left).not.toContain(MONITORING);
    expect(left).not.toContain(APPLICATION);
  });
});
