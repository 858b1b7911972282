import { copyFile, symlink } from "node:fs/promises";
import { freemem } from "node:os";
import { basename, join } from "node:path";

import { PATHS } from "../paths";
import { exec } from "./exec";
import { hashOf, hashOfFolder } from "./hash";
import { moduleSource } from "./moduleSource";
import type { Stage } from "./stage";

interface Program {
  /** The package path for `go build`. */
  readonly package: string;
  /** The program's name, if it differs from the last element of its package path. */
  readonly as?: string;
  /** The linker's `-X` settings, for variables in which the program keeps its version. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface GoModule {
  /** Its folder below lab/modules. */
  readonly module: string;
  readonly tags?: readonly string[];
  readonly programs: readonly Program[];
  /** Further names for the programs, each a link: link -> program. */
  readonly links?: Readonly<Record<string, string>>;
  /** Files to copy next to the programs, as paths within a required module, by module. @default none */
  readonly carried?: Readonly<Record<string, readonly string[]>>;
  readonly expectedSeconds: number;
}

/**
 * Programs built from one pinned Go module, each named after the last element of its package path. Go's build cache
 * keeps what is compiled, so a stage that was interrupted continues where it stopped.
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
  // No debug symbols: nobody debugs these programs here, and symbols are a third of the link time.
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
 * Makes the compiler, which runs for seconds, collect garbage only rarely: a third less of its time, as measured on
 * etcd's module. The limit is per process, and four may run at once.
 */
function collectRarely(): Readonly<Record<string, string>> {
  const limit = Math.min(1024, Math.max(256, Math.floor(freemem() / MIB / 8)));
  return { GOGC: "off", GOMEMLIMIT: `${limit}MiB` };
}
