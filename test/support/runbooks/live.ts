import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { exec } from "../../../lab/builder/exec";
import { toolPath } from "../../../lab/builder/tools";
import { query } from "../../../lab/clients/prometheus";
import { podsOf } from "../../../lab/clients/pods";
import { kubectl, kubectlEnvironment } from "../../../lab/cluster/kubectl";
import { eventually } from "../../../tools/polling";
import { kubectlCommand, type KubectlCommand } from "./kubectlWords";
import { commandsOf, queriesOf, type RunbookCommand } from "./page";
import { filled, placeholdersIn, type Placeholder } from "./placeholders";
import { pipeline } from "./shell";
import { TRIAL, withTrial } from "./trial";

/**
 * Programs that change a repository or a Pulumi stack, which the local cluster does not have, and cert-manager's CLI.
 */
const NOT_HERE = ["git", "pulumi", "cmctl"];

/** Where to run the commands for an external PostgreSQL and Redis. */
export interface Elsewhere {
  /** @returns the command line to run, or undefined if a line is not for an external server */
  readonly wrap: (line: string) => readonly string[] | undefined;
}

/** Runs runbook commands against the local cluster with the real kubectl, as people do. */
export class LiveRunbooks {
  readonly #folder = mkdtempSync(join(tmpdir(), "runbooks-"));
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(private readonly elsewhere?: Elsewhere) {
    symlinkSync(toolPath("kubectl"), join(this.#folder, "kubectl"));
  }

  /** Reverts the changes and deletes the written files. */
  async end(): Promise<void> {
    for (const undo of this.#undo.reverse()) await undo();
    await kubectl(["delete", "namespace", TRIAL, "--ignore-not-found", "--wait"]);
    rmSync(this.#folder, { recursive: true });
  }

  /** The commands of a page that apply to this cluster. */
  async commands(page: string): Promise<readonly RunbookCommand[]> {
    const known = new Map<string, boolean>();
    for (const { form } of commandsOf(page)) {
      if (form !== undefined && !known.has(form.command)) {
        known.set(form.command, await this.sh(form.command).then(Boolean, () => false));
      }
    }
    return commandsOf(page)
      .filter(({ form }) => form === undefined || known.get(form.command) === form.found)
      .filter(({ text }) => !NOT_HERE.includes(pipeline(text)[0]!.words[0]!));
  }

  /**
   * Runs a command. One that only reads is run as it is. One that changes something is run with its undo, or on
   * stand-ins in a separate namespace.
   *
   * @throws with the error output if it fails
   */
  async run({ text }: RunbookCommand): Promise<string> {
    const [program] = pipeline(text);
    const [name, ...words] = program!.words;
    if (name === "curl") return this.#curl(text);
    if (name !== "kubectl") return this.#client(text);
    const command = kubectlCommand(words);
    // Grafana has no pods if no registry answered for its image.
    if (command.verb === "port-forward" && (await podsOf(command.named[0]!.name!)).length > 0) {
      return this.#forward(text, command);
    }
    if (command.verb === "port-forward") return "";
    if (command.verb === "edit") return this.sh(text, { KUBE_EDITOR: "true" });
    if (command.verb === "create job") return this.#job(text, command);
    if (command.inner.includes("silence")) return this.#silence(text);
    if (command.inner.includes("--marker=no-compact-mark.json")) {
      const marked = await this.sh(filled(text, {}));
      await this.sh(filled(`${text} --remove`, {}));
      return marked;
    }
    if (command.changes || words.includes("--previous")) {
      return withTrial(command, words.includes("--previous"), async (pod) =>
        this.sh(filled(text, { "<pod>": pod }).replace(`-n ${command.namespace}`, `-n ${TRIAL}`)),
      );
    }
    return this.sh(filled(text, await this.#given(text, command)));
  }

  /**
   * @returns the output of a line. Only the first command of a pipe has to succeed: grep, for example, may find nothing
   */
  async sh(line: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const path = `${this.#folder}:${process.env.PATH ?? ""}`;
    return exec("bash", ["-c", `${line}\nexit "\${PIPESTATUS[0]}"`], {
      cwd: this.#folder,
      env: { ...kubectlEnvironment(), PATH: path, ...env },
    });
  }

  async #given(
    text: string,
    { namespace }: KubectlCommand,
  ): Promise<Readonly<Partial<Record<Placeholder, string>>>> {
    const first = async (kind: string, ...more: readonly string[]) => {
      const found = await kubectl(["get", kind, `--namespace=${namespace}`, "-o=name", ...more]);
      return found.split("\n")[0]!.replace(/^.*\//, "");
    };
    const wanted = placeholdersIn(text);
    return {
      ...(wanted.includes("<pod>") && {
        "<pod>": await first("pods", "--field-selector=status.phase=Running"),
      }),
      ...(wanted.includes("<certificate>") && { "<certificate>": await first("certificates") }),
      ...(wanted.includes("<pid>") && { "<pid>": await this.#session(text) }),
    };
  }

  async #client(text: string): Promise<string> {
    const wrapped = this.elsewhere?.wrap(text);
    if (wrapped === undefined) return this.sh(filled(text, {}));
    const pid = placeholdersIn(text).includes("<pid>") && { "<pid>": await this.#session(text) };
    return kubectl(wrapped.map((word) => (word === text ? filled(text, { ...pid }) : word)));
  }

  /** Opens a PostgreSQL session to be terminated, with the same command and another statement. */
  async #session(text: string): Promise<string> {
    const mark = "a session to be ended";
    const ask = (sql: string) => {
      const line = text.replace(/-c ".*"$/, `-t -A -c "${sql}"`);
      const wrapped = this.elsewhere?.wrap(text);
      return wrapped === undefined
        ? this.sh(line)
        : kubectl(wrapped.map((word) => (word === text ? line : word)));
    };
    const ended = ask(`SELECT '${mark}', pg_sleep(120)`).catch(() => "ended");
    this.#undo.push(() => ended);
    const others = `SELECT pid FROM pg_stat_activity WHERE query LIKE '%${mark}%' AND pid <> pg_backend_pid()`;
    return eventually("the session is there", 60, async () => {
      const [pid = ""] = (await ask(others)).trim().split("\n");
      if (!/^\d+$/.test(pid)) throw new Error(`There is none: ${pid}`);
      return pid;
    });
  }

  async #job(text: string, { namespace }: KubectlCommand): Promise<string> {
    const said = await this.sh(text);
    const name = text.split(" ").at(-1)!;
    this.#undo.push(() => kubectl(["delete", "job", name, `--namespace=${namespace}`]));
    return said;
  }

  async #silence(text: string): Promise<string> {
    const id = (await this.sh(filled(text, {}))).trim();
    const expired = text.replace(/silence add .*/, `silence expire ${id}`);
    await this.sh(filled(expired, {}));
    return id;
  }

  /** Forwards to a free port while it is used, because the local cluster already uses the usual one. */
  async #forward(text: string, { port }: KubectlCommand, use?: (port: string) => Promise<string>) {
    const [, ...words] = pipeline(text)[0]!.words;
    const child = spawn(toolPath("kubectl"), [...words.slice(0, -1), `:${port}`], {
      env: { ...process.env, ...kubectlEnvironment() },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const ended = once(child, "exit");
    try {
      const here = await new Promise<string>((done, failed) => {
        const read = (chunk: Buffer) => {
          said += chunk.toString();
          const found = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
          if (found !== undefined) done(found);
        };
        child.stdout.on("data", read);
        child.stderr.on("data", read);
        child.once("exit", () => failed(new Error(`${text} ended: ${said}`)));
      });
      return (await use?.(here)) ?? said;
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
  }

  /** Sends a request to the server that the line before forwards to. */
  async #curl(text: string): Promise<string> {
    const forward = commandsOf("README").find(
      (each) => each.text.includes("port-forward") && each.text.includes("svc/prometheus"),
    )!;
    const [program] = pipeline(forward.text);
    const command = kubectlCommand(program!.words.slice(1));
    return this.#forward(forward.text, command, (port) =>
      this.sh(text.replace(`127.0.0.1:${command.port}`, `127.0.0.1:${port}`)),
    );
  }
}

/** The commands and queries of a page that failed, with their error messages. */
export async function failuresOf(runbooks: LiveRunbooks, page: string): Promise<readonly string[]> {
  const failed: string[] = [];
  const tried = async (what: string, run: () => Promise<unknown>) => {
    await run().catch((error: unknown) => {
      failed.push(`${what}\n${error instanceof Error ? error.message : String(error)}`);
    });
  };
  for (const command of await runbooks.commands(page)) {
    await tried(command.text, () => runbooks.run(command));
  }
  for (const each of queriesOf(page)) await tried(each, () => query(each));
  return failed;
}
