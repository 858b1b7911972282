import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import type { Report } from "../../../lab/traffic/traffic";
import type { StackName } from "../../../tools/render/render";
import { programCommand } from "../../support/launched";

/**
 * A few people in a process of their own. A program that Pulumi runs here keeps this process busy for a second or more; people
 * within it would send their next request on connections of which they have not yet heard that they are closed.
 */
export class PeopleApart {
  readonly #process: ChildProcess;

  constructor(stack: StackName) {
    const [file, words] = programCommand("test/e2e/support/peopleProcess.ts", stack);
    this.#process = spawn(file, words, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  }

  /** What they have seen so far. @throws where their process has ended */
  async report(): Promise<Report> {
    const answer = once(this.#process, "message") as Promise<[Report]>;
    this.#process.send("report");
    const [report] = await answer;
    return report;
  }

  /** Has them leave, once each has the answer that it waits for. */
  async leave(): Promise<void> {
    if (!this.#process.connected) return;
    const ended = once(this.#process, "exit");
    this.#process.disconnect();
    await ended;
  }
}
