import { alertRulesOf } from "../../alert-rules";
import { buildStack } from "../../infra/plan";
import { WHERE_ASKED } from "../../tools/reference/runbook";
import { STACKS, type StackName } from "../../tools/render/names";
import { renderStack } from "../../tools/render/render";
import { rendered } from "../support/rendered";
import { kubectlCommand } from "../support/runbooks/kubectlWords";
import { RunbookStack } from "../support/runbooks/model";
import { commandsOf, formsOf, pageNames, pageText } from "../support/runbooks/page";
import { placeholdersIn } from "../support/runbooks/placeholders";
import { pipeline } from "../support/runbooks/shell";
import { settings } from "../support/stacks";

/** Programs that readers have on their machines, and those that people who deploy have. */
const PROGRAMS = ["kubectl", "psql", "redis-cli", "curl", "export", "git", "pulumi", "cmctl"];
const FILTERS = ["grep", "head", "sort", "tail", "uniq"];

/** Our stacks, and one with everything that both leave out, for the pages that apply only there. */
const READ = [...STACKS, "all"] as const;

const stacks = new Map<(typeof READ)[number], RunbookStack>();
const alertsOf = new Map<StackName, ReadonlySet<string>>();

beforeAll(async () => {
  const all = (await Promise.all(STACKS.map(rendered))).map(({ objects }) => objects);
  const { objects: more } = await renderStack("dev", { overrides: { mongodb: {}, kafka: {} } });
  stacks.set("all", new RunbookStack(more, [...all.flat(), ...more]));
  for (const [i, stack] of STACKS.entries()) {
    stacks.set(stack, new RunbookStack(all[i]!, all.flat()));
    const { ruleGroups } = buildStack(settings(stack)).declared;
    alertsOf.set(stack, new Set(alertRulesOf(ruleGroups).map(({ alert }) => alert)));
  }
});

/** Whether a page applies to a stack: its alert can fire there, or in neither of our stacks. */
const isReadIn = (stack: (typeof READ)[number], page: string) => {
  const has = (each: StackName) => alertsOf.get(each)!.has(page);
  return stack === "all" ? !STACKS.some(has) : has(stack);
};

describe.each(pageNames)("each command of %s.md", (page) => {
  const commands = commandsOf(page);

  it("uses only known programs and placeholders", () => {
    for (const { text } of commands) {
      placeholdersIn(text);
      const [first, ...filters] = pipeline(text).map(({ words }) => words[0]!);
      expect({ text, known: PROGRAMS.includes(first!) }).toEqual({ text, known: true });
      expect(filters.filter((filter) => !FILTERS.includes(filter))).toEqual([]);
    }
  });

  it.each(READ)("finds all that it names in stack %s, unless it is for others", (stack) => {
    const model = stacks.get(stack)!;
    const missing = commands
      .filter(({ form }) => isReadIn(stack, page) && (form === undefined || model.is(form)))
      .flatMap(({ text }) =>
        pipeline(text)
          .filter(({ words }) => words[0] === "kubectl")
          .flatMap(({ words }) => model.missing(kubectlCommand(words.slice(1)), page))
          .map((what) => `${text}: ${what}`),
      );
    expect(missing).toEqual([]);
  });
});

const alertPages = pageNames.filter((name) => name !== "README");

describe.each(alertPages)("%s.md", (page) => {
  const text = pageText(page);
  const look = text.split("\n## How to look\n\n")[1] ?? "";

  it("begins `How to look` with where to run queries and how to recognize the kind of stack", () => {
    expect(look.split("\n")[0]).toBe(WHERE_ASKED);
    const [first = ""] = look.split("\n\n");
    expect([...formsOf(text).keys()]).toEqual([...formsOf(first).keys()]);
  });

  it("contains no address that only some stacks have", () => {
    expect(text).not.toMatch(/127\.0\.0\.1:|localhost|port-forward/);
  });
});

it("each `rollout undo` is linked to the README's section on rollbacks", () => {
  const undone = alertPages.flatMap((page) =>
    pageText(page)
      .split("rollout undo")
      .slice(0, -1)
      .map((before) => ({ page, before: before.slice(-300) })),
  );
  expect(undone.length).toBeGreaterThan(3);
  const unlinked = undone.filter(
    ({ before }) => !before.includes("(README.md#roll-back-a-deployment)"),
  );
  expect(unlinked.map(({ page }) => page)).toEqual([]);
});

it("uses the same name for the same kind of stack on every page", () => {
  const words = new Map<string, Set<string>>();
  for (const page of alertPages) {
    for (const [name, { command, found }] of formsOf(pageText(page))) {
      const key = `${command} ${found}`;
      words.set(key, (words.get(key) ?? new Set()).add(name));
    }
  }
  expect([...words.values()].filter((names) => names.size > 1)).toEqual([]);
  expect(words.size).toBeGreaterThan(2);
});

it("has commands that apply only to some stacks, for both stacks", () => {
  const all = alertPages.flatMap((page) => commandsOf(page)).filter(({ form }) => form);
  for (const stack of STACKS) {
    const own = all.filter(({ form }) => stacks.get(stack)!.is(form!));
    expect(own.length).toBeGreaterThan(5);
    expect(own.length).toBeLessThan(all.length);
  }
});

describe("the command check detects", () => {
  it.each([
    ["dev", "kubectl -n monitoring get pods -n nowhere", "no namespace nowhere"],
    ["dev", "kubectl -n autodealgenie logs deployment/frontend", "no Deployment frontend"],
    ["prod", "kubectl -n autodealgenie get pod postgres-0", "no Pod postgres-0"],
    ["dev", "kubectl -n monitoring logs alertmanager-1", "no Pod alertmanager-1"],
    ["dev", "kubectl -n monitoring logs prometheus-0 -c thanos-sidecar", "no container"],
    ["prod", "kubectl -n monitoring get pods -l app.kubernetes.io/name=x", "has the labels"],
    ["prod", "kubectl -n monitoring port-forward svc/prometheus 9091", "no port 9091"],
    ["prod", "kubectl -n monitoring exec prometheus-0 -- df -h", "not known to have df"],
    ["dev", "kubectl -n monitoring get secret prometheus-tls", "no Secret prometheus-tls"],
    ["dev", "kubectl -n monitoring create job --from=cronjob/backup-grafana x", "no cronjob/"],
    ["dev", "kubectl get --raw /api/v1/namespaces/monitoring/services/x:1/proxy/", "nothing is at"],
  ] as const)("a reference to something missing in %s: %s", (stack, line, what) => {
    const [program] = pipeline(line);
    const missing = stacks.get(stack)!.missing(kubectlCommand(program!.words.slice(1)), "README");
    expect(missing.join()).toContain(what);
  });

  it.each(["kubectl -n monitoring obliterate pods", "kubectl -n monitoring get pods --nice=yes"])(
    "arguments that kubectl does not accept: %s",
    (line) => {
      const [program] = pipeline(line);
      expect(() => kubectlCommand(program!.words.slice(1))).toThrow(/no verb|has no --nice/);
    },
  );

  it("a kind of stack that the page does not explain", () => {
    const page = "# A\n\n_On the moon:_\n\n```sh\nkubectl -n monitoring get pods\n```\n";
    expect(() => commandsOf("A", page)).toThrow('whether a stack is "On the moon"');
  });
});
