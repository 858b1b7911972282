import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { toolPath } from "../../lab/builder/tools";

/** An authority in a folder, as ca.crt and ca.key, and what it has signed, as NAME.crt and NAME.key. */
export class Authority {
  constructor(readonly folder: string) {}

  /** Signs a new certificate, for a server as much as for a client, in the place of an older one. */
  sign(name: string, hosts: readonly string[]): void {
    rmSync(join(this.folder, `${name}.crt`), { force: true });
    const spec = `${this.folder}.json`;
    writeFileSync(
      spec,
      JSON.stringify({
        folder: this.folder,
        keyPairs: [],
        certificates: [{ name, commonName: name, organization: [], hosts, days: 1 }],
      }),
    );
    execFileSync(toolPath("labnode"), ["pki", spec], { stdio: "pipe" });
  }
}
