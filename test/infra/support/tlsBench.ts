import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";

import { toolPath, type Tool } from "../../../lab/builder/tools";
import { poll } from "../../../tools/polling";
import { Authority } from "../../support/pki";

/** A server's answer, and the certificate that it presented. */
export interface Shown {
  readonly status: number | undefined;
  readonly body: string;
  readonly fingerprint: string;
}

/** Real servers of a stack on the loopback. Each has a folder with the files that its container would see. */
export class TlsBench {
  readonly folder = mkdtempSync(join(tmpdir(), "mutual-tls-"));
  /** The authority that they trust. */
  readonly ours = new Authority(join(this.folder, "ours"));
  /** Another authority. */
  readonly theirs = new Authority(join(this.folder, "theirs"));
  readonly running: ChildProcess[] = [];
  #said = "";

  /** The folder of a server's certificate and TLS configuration. */
  at(name: string): string {
    const folder = join(this.folder, name, "tls");
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /**
   * Replaces a server's certificate, as the kubelet does after cert-manager has renewed it.
   * @param alsoNamed names in addition to the server's own
   */
  give(name: string, alsoNamed: readonly string[] = []): void {
    this.ours.sign(name, [name, "localhost", ...alsoNamed]);
    for (const [from, to] of [
      ["ca.crt", "ca.crt"],
      [`${name}.crt`, "tls.crt"],
      [`${name}.key`, "tls.key"],
    ] as const) {
      copyFileSync(join(this.ours.folder, from), join(this.at(name), to));
    }
  }

  start(
    tool: Tool,
    args: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>> = {},
  ): void {
    const child = spawn(toolPath(tool), args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on(
        "data",
        (text: Buffer) => (this.#said = (this.#said + text.toString()).slice(-8000)),
      );
    }
    this.running.push(child);
  }

  /**
   * Sends a request with a certificate from an authority, or without one.
   * @param name the name in the client's certificate
   */
  ask(port: number, path: string, by?: Authority, name = "prometheus"): Promise<Shown> {
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: "localhost",
          port,
          path,
          agent: false,
          ca: readFileSync(join(this.ours.folder, "ca.crt")),
          ...(by && {
            cert: readFileSync(join(by.folder, `${name}.crt`)),
            key: readFileSync(join(by.folder, `${name}.key`)),
          }),
        },
        (response) => {
          const { socket } = response;
          if (!(socket instanceof TLSSocket)) throw new Error("It did not speak TLS.");
          const { fingerprint256: fingerprint } = socket.getPeerCertificate();
          let body = "";
          response.on("data", (text: Buffer) => (body += text.toString()));
          response.on("end", () => resolve({ status: response.statusCode, body, fingerprint }));
        },
      );
      asked.on("error", reject).end();
    });
  }

  /** Waits until a check succeeds. @throws Error with the servers' output after a minute */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const found = await poll(() => look().catch(() => undefined), { seconds: 60, everyMs: 100 });
    if (found !== undefined) return found;
    throw new Error(`${what} did not happen; the servers said:\n${this.#said}`);
  }

  /** Stops every server and deletes their folders. */
  async end(): Promise<void> {
    const ends = this.running
      .filter(({ exitCode }) => exitCode === null)
      .map((child) => once(child, "exit"));
    for (const child of this.running) child.kill("SIGKILL");
    await Promise.all(ends);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
