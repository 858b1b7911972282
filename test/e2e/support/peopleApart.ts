import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import type { Report } from "../../../lab/traffic/traffic";
import type { StackName } from "../../../tools/render/render";
import { programCommand } from "../../support/launched";

/**
 * A few people in a separate process. A program that Pulumi runs keeps this process busy for a second or more, so
 * people in here would send requests on connections without knowing yet that they are closed.
 */
export class PeopleApart {
  readonly #process: ChildProcess;

  constructor(stack: StackName) {
    const [file, words] = programCommand("test/e2e/support/peopleProcess.ts", stack);
    this.#process = spawn(file, words, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Jest gives a test file a copy of the environment. Without this, the process would get the original, which names
      // the shared cluster's folders in place of the suite's own, and so the wrong authority.
      env: process.env,
    });
  }

  /** What they have seen so far. @throws if their process has exited */
  async report(): Promise<Report> {
    const answer = once(this.#process, "message") as Promise<[Report]>;
    this.#process.send("report");
    const [report] = await answer;
    return report;
  }

  /** Stops them after each has received its pending answer. */
  async leave(): Promise<void> {
    if (!this.#process.connected) return;
    const ended = once(this.#process, "exit");
    this.#process.disconnect();
    await ended;
  }
}
