import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { toolPath } from "../../../lab/builder/tools";
import { matchersOf, silenceArgs } from "../../../tools/silence/request";
import { startAlertmanager, type Alertmanager } from "../../support/alertmanager";
import { scriptCommand } from "../../support/launched";

const REQUEST = {
  alert: "HighErrorRate",
  duration: "2h",
  why: "The database is moved",
  author: "ada",
  where: [],
};

describe("a request", () => {
  it("is translated into amtool's arguments", () => {
    expect(silenceArgs({ ...REQUEST, where: ["job=backend", 'pod=~"backend-.*"'] })).toEqual([
      "silence",
      "add",
      "--author=ada",
      "--comment=The database is moved",
      "--duration=2h",
      'alertname="HighErrorRate"',
      'job="backend"',
      'pod=~"backend-.*"',
    ]);
  });

  it.each([
    [{ alert: "HighErorRate" }, "There is no alert HighErorRate."],
    [{ alert: "Weather" }, "There is no alert Weather."],
    [{ duration: "0s" }, "--for must be at most 30d, such as 30m, 2h or 1h30m, got 0s."],
    [{ duration: "31d" }, "--for must be at most 30d"],
    [{ duration: "two hours" }, "got two hours."],
    [{ why: "  " }, "--why is empty."],
    [{ where: ["pod"] }, "--where pod is not a comparison."],
    [{ where: ["1pod=x"] }, "--where 1pod=x is not a comparison."],
  ])("with %j is rejected", (wrong, told) => {
    expect(() => silenceArgs({ ...REQUEST, ...wrong })).toThrow(told);
  });

  it("with a misspelled alert name is rejected with a suggestion", () => {
    let refusal: unknown;
    try {
      matchersOf({ alert: "HighErorRate", where: [] });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      remedy: expect.stringContaining("Did you mean HighErrorRate?"),
    });
  });
});

describe("npm run silence", () => {
  let folder: string;
  let alertmanager: Alertmanager;

  /** StatefulSets as a prometheus-operator creates them: a Prometheus, and Alertmanagers. */
  const operators = (...names: readonly string[]) =>
    JSON.stringify({
      items: [["prometheus", "prometheus"], ...names.map((name) => ["alertmanager", name])].map(
        ([app, name]) => ({
          metadata: { name },
          spec: { template: { metadata: { labels: { "app.kubernetes.io/name": app } } } },
        }),
      ),
    });

  /** A kubectl that handles the two calls that are made: amtool and Alertmanager are real, the cluster is not. */
  const kubectlFor = (url: string) => `#!/bin/sh
case "$*" in
  *"-n none --ignore"*|*"-n beside --ignore"*|*"-n several --ignore"*) ;;
  *"-n none -l managed-by=prometheus-operator"*) echo '{"items":[]}' ;;
  *"-n beside -l managed-by=prometheus-operator"*) echo '${operators("main")}' ;;
  *"-n several -l managed-by=prometheus-operator"*) echo '${operators("main", "other")}' ;;
  get*statefulset*) echo '{"spec":{"template":{"spec":{"containers":[{"args":[]}]}}}}' ;;
  *) while [ "$1" != /bin/amtool ]; do shift; done; shift 2; exec ${toolPath("amtool")} --alertmanager.url=${url} "$@" ;;
esac
`;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "silence-"));
    mkdirSync(join(folder, "alertmanager"));
    alertmanager = await startAlertmanager(
      join(folder, "alertmanager"),
      "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n",
    );
    mkdirSync(join(folder, "bin"));
    const kubectl = join(folder, "bin", "kubectl");
    writeFileSync(kubectl, kubectlFor(alertmanager.url));
    chmodSync(kubectl, 0o755);
    const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(
        ["backend-1", "backend-2"].map((pod) => ({
          labels: { alertname: "PodCrashLooping", pod },
          annotations: { summary: `${pod} restarts.` },
        })),
      ),
    });
    expect(response.status).toBe(200);
  });

  afterAll(async () => {
    await alertmanager.end();
    rmSync(folder, { recursive: true });
  });

  const cli = (...args: readonly string[]) => {
    const [program, all] = scriptCommand("silence", ...args);
    const { status, stdout, stderr } = spawnSync(program, all, {
      encoding: "utf8",
      env: { ...process.env, PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}` },
    });
    return { status, stdout, stderr };
  };
  const silenced = async () => {
    const alerts = (await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json()) as {
      readonly labels: { readonly pod: string };
      readonly status: { readonly silencedBy: readonly string[] };
    }[];
    return alerts
      .filter(({ status }) => status.silencedBy.length > 0)
      .map((each) => each.labels.pod);
  };

  it("creates a silence, shows the firing alerts that it matches, and ends it again", async () => {
    const why = ["--for", "1h", "--why", 'Looked at: "it" is known', "--author", "ada"];
    const made = cli("PodCrashLooping", "--where", "pod=backend-1", ...why);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    const [id] = /^[0-9a-f-]{36}/.exec(made.stdout)!;
    expect(made.stdout).toContain("alertname=PodCrashLooping pod=backend-1, until 2");
    expect(made.stdout).toContain('by ada: Looked at: "it" is known\n');
    expect(made.stdout).toContain("Firing now: backend-1 restarts. pod=backend-1\n");
    expect(made.stdout).not.toContain("backend-2");
    expect(await silenced()).toEqual(["backend-1"]);
    expect(cli("--list").stdout).toContain(id);

    expect(cli("--end", id.slice(0, 8)).stdout).toContain(`Ended: ${id}`);
    expect(await silenced()).toEqual([]);
    expect(cli("--list").stdout).toBe("There are no silences.\n");
  });

  it("silences only the stack's own alerts in a prometheus-operator's Alertmanager", async () => {
    const labels = { alertname: "PodCrashLooping", pod: "ours", part_of: "autodealgenie" };
    await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify([{ labels }]),
    });
    const made = cli(
      "PodCrashLooping",
      "--for",
      "1h",
      "--why",
      "Being investigated",
      "--namespace",
      "beside",
    );
    expect(made).toMatchObject({ status: 0, stderr: "" });
    expect(await silenced()).toEqual(["ours"]);
    const [id] = /^[0-9a-f-]{36}/.exec(made.stdout)!;
    const several = ["--namespace", "several"];
    expect(cli("--end", id, ...several)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(
        "A prometheus-operator has several Alertmanagers in several: main, other.\nChoose one with --alertmanager.",
      ),
    });
    expect(cli("--end", id, ...several, "--alertmanager", "other").stdout).toContain("Ended: ");
    expect(cli("--list", "--namespace", "none").stderr).toContain(
      "There is no StatefulSet none/alertmanager, and no Alertmanager of a prometheus-operator.",
    );
  });

  it("rejects invalid arguments with the error on one line and the remedy on the next", () => {
    const wrong = cli("PodCrashLoping", "--for", "1h", "--why", "Being investigated");
    expect(wrong).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "There is no alert PodCrashLoping.\nDid you mean PodCrashLooping? docs/reference/alerts.md lists all alerts.\n",
    });
    expect(cli("PodCrashLooping").stderr).toContain("An alert, --for and --why are required.");
    expect(cli("--end", "zzz").stderr).toContain("No silence starts with zzz.");
  });
});
