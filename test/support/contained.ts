import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";

import { poll } from "../../tools/polling";

const START_SECONDS = 50;

// The first process in the namespaces. It runs as root and starts the server as another user, because both servers
// refuse to run as root. It lives as long as its standard input is open, which is as long as the test process lives,
// and reads the names of signals from there. At the end it cleans up, because nobody else is left to do so.
const CONTAINER = `
  set -e
  tree=$1 data=$2 uid=$3 server=$4 root=$2.root
  mkdir -p $root && mount -t tmpfs tmpfs $root
  mkdir $root/upper $root/work $root/all
  mount -t overlay overlay -o lowerdir=$tree,upperdir=$root/upper,workdir=$root/work $root/all
  cd $root/all && mkdir -p dev data tmp
  chmod 1777 tmp
  mount --rbind /dev dev && mount --bind $data data
  mkdir -p proc && mount -t proc proc proc
  chroot --userspec=$uid:$uid . /bin/sh -ec "$server" </dev/null &
  set +e
  while read -r signal; do
    case $signal in
      INT|TERM) kill -$signal $!; wait $!; exit ;;
      CRASH) kill -KILL -1; wait $!; exit ;;
      *) kill -$signal -1; echo "$signal was sent" ;;
    esac
  done
  kill -KILL -1
  wait $!
  cd / && umount --recursive --lazy $root
  rm -rf "$(dirname $data)"`;

const UID = 999;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export interface ContainedArgs {
  /** The server's root: a folder, or several separated by colons, of which the first one takes precedence. */
  readonly tree: string;
  /** The server's own folder, which it sees as /data. */
  readonly data: string;
  /** The command that a shell runs there. */
  readonly command: string;
  /** A file that a killed server leaves behind, and that must not be mistaken for a sign of a running one. */
  readonly stale?: string;
  /** Java ignores SIGINT in a background process. @default INT, with which PostgreSQL does not wait for clients */
  readonly stopsBy?: "INT" | "TERM";
  /** @default 50 */
  readonly startSeconds?: number;
  /** Whether it accepts connections. */
  readonly isUp: () => Promise<boolean>;
}

/** A server that runs in a copy-on-write view of the tree, with a writable folder of its own. */
export class Contained {
  #child: Child | undefined;
  #said = "";

  constructor(private readonly args: ContainedArgs) {}

  get data(): string {
    return this.args.data;
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    await mkdir(this.data, { recursive: true });
    await chmod(this.data, 0o777);
    if (this.args.stale !== undefined) await rm(this.args.stale, { force: true });
    const child = spawn(
      "unshare",
      ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"].concat(
        ["sh", "-c", CONTAINER, "sh"],
        [this.args.tree, this.data, String(UID), this.args.command],
      ),
      { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } },
    );
    this.#child = child;
    this.#said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on(
        "data",
        (text: Buffer) => (this.#said = (this.#said + text.toString()).slice(-4000)),
      );
    }
    await this.#answers();
  }

  /** Stops it as an operator would; its data is kept. */
  stop(): Promise<void> {
    return this.#end(`CONT\n${this.args.stopsBy ?? "INT"}\n`);
  }

  /** Kills it immediately with SIGKILL; its data stays as it is at that moment. */
  crash(): Promise<void> {
    return this.#end("CRASH\n");
  }

  async #end(order: string): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const exited = child.exitCode === null ? once(child, "exit") : Promise.resolve();
    child.stdin.end(order);
    await exited;
  }

  /**
   * Sends a signal to every process of the server, and resolves once it has been sent: until then the server still
   * answers.
   */
  async signal(name: "STOP" | "CONT"): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      const listen = (text: Buffer): void => {
        if (!text.toString().includes(`${name} was sent`)) return;
        child.stdout.off("data", listen);
        resolve();
      };
      child.stdout.on("data", listen);
      child.once("exit", () => resolve());
      child.stdin.write(`${name}\n`);
    });
  }

  async #answers(): Promise<void> {
    const gone = () => this.#child?.exitCode != null;
    const there = await poll(async () => ((await this.args.isUp()) ? "up" : gone() && "gone"), {
      seconds: this.args.startSeconds ?? START_SECONDS,
      everyMs: 20,
    });
    if (there === "up") return;
    throw new Error(`the server for ${this.data} did not start; it said:\n${this.#said}`);
  }
}
