import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { toolPath } from "../../lab/builder/tools";

/** A certificate authority in a folder: its own ca.crt and ca.key, and NAME.crt and NAME.key for what it has signed. */
export class Authority {
  constructor(readonly folder: string) {}

  /** Signs a new certificate, for use by servers and clients, and replaces an older one. */
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
