import { copyFile, symlink } from "node:fs/promises";
import { freemem } from "node:os";
import { basename, join } from "node:path";

import { PATHS } from "../paths";
import { exec } from "./exec";
import { hashOf, hashOfFolder } from "./hash";
import { moduleSource } from "./moduleSource";
import type { Stage } from "./stage";

interface Program {
  /** What `go build` is given. */
  readonly package: string;
  /** The program's name, where its package's last name is another. */
  readonly as?: string;
  /** The linker's `-X` settings: where the program keeps its own version. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface GoModule {
  /** Its folder below lab/modules. */
  readonly module: string;
  readonly tags?: readonly string[];
  readonly programs: readonly Program[];
  /** Further names for a program, each a link to it: link -> program. */
  readonly links?: Readonly<Record<string, string>>;
  /** Files that stand beside the programs: of a module that is required, their paths within it. @default none */
  readonly carried?: Readonly<Record<string, readonly string[]>>;
  readonly expectedSeconds: number;
}

/**
 * Programs linked from one pinned Go module, each under its package's last name. Go's own build cache
 * keeps what is compiled: a stage that was stopped goes on from there.
 */
export function goModule({
  module,
  tags = [],
  programs,
  links = {},
  carried,
  expectedSeconds,
}: GoModule): Stage {
  const folder = join(PATHS.modules, module);
  // No symbols: nobody debugs these here, and they are a third of the link.
  const flags = ["-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"];
  return {
    name: module,
    needs: [],
    inputs: () =>
      hashOf(
        hashOfFolder(folder),
        JSON.stringify({ flags, tags, programs, links, carried }),
        process.arch,
      ),
    expectedSeconds,
    make: async ({ output, log }) => {
      for (const program of programs) {
        const variables = Object.entries(program.variables ?? {}).map(([k, v]) => `-X ${k}=${v}`);
        await exec(
          "go",
          [
            "build",
            ...flags,
            ...(tags.length > 0 ? [`-tags=${tags.join(",")}`] : []),
            `-ldflags=${["-s", "-w", ...variables].join(" ")}`,
            "-o",
            `${output}/${program.as ?? ""}`,
            program.package,
          ],
          {
            cwd: folder,
            env: { CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off", ...collectRarely() },
            log,
          },
        );
      }
      for (const [link, program] of Object.entries(links)) {
        await symlink(program, join(output, link));
      }
      for (const [path, files] of Object.entries(carried ?? {})) {
        const source = await moduleSource(module, path);
        for (const file of files) await copyFile(join(source, file), join(output, basename(file)));
      }
    },
  };
}

const MIB = 2 ** 20;

/**
 * Has the compiler, which lives for seconds, hardly ever collect its garbage: a third less of its time,
 * as measured on etcd's module. The limit is each process's, and four may run at once.
 */
function collectRarely(): Readonly<Record<string, string>> {
  const limit = Math.min(1024, Math.max(256, Math.floor(freemem() / MIB / 8)));
  return { GOGC: "off", GOMEMLIMIT: `${limit}MiB` };
}
