import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { exec } from "./builder/exec";
import { nodePrograms } from "./builder/go";
import { outputOf } from "./builder/stage";
import { kubectl } from "./cluster/kubectl";
import { pki } from "./cluster/pki";
import { WEBSITE_HOST, websiteSecret } from "./deploy/website";
import { writeWhole } from "./files";

/**
 * The certificate, in PEM, of the authority that has signed every certificate of the cluster; nothing where no node
 * has been started yet, which makes it.
 */
export function certificateAuthority(): string | undefined {
  const path = join(pki.folder, "ca.crt");
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/**
 * Has the website show a certificate, from at most half a minute later on: the kubelet looks for changed files every
 * ten seconds, and each connection reads them.
 *
 * @param daysLeft how long the certificate is still valid, above 0. Left out: the website's own, for ten years
 */
export async function serveCertificate(daysLeft?: number): Promise<void> {
  const name = daysLeft === undefined ? "website" : "website-ending";
  const fileOf = (ending: string) => join(pki.folder, `${name}.${ending}`);
  // labnode leaves what is there as it is: one that ends is made anew each time.
  if (daysLeft !== undefined) rmSync(fileOf("crt"), { force: true });
  const spec = join(pki.folder, "website.json");
  writeWhole(
    spec,
    JSON.stringify({
      folder: pki.folder,
      keyPairs: [],
      certificates: [
        {
          name,
          commonName: WEBSITE_HOST,
          organization: [],
          hosts: [WEBSITE_HOST],
          days: daysLeft ?? 0,
        },
      ],
    }),
  );
  await exec(join(outputOf(nodePrograms), "labnode"), ["pki", spec]);
  const secret = websiteSecret(
    readFileSync(fileOf("crt"), "utf8"),
    readFileSync(fileOf("key"), "utf8"),
  );
  await kubectl(
    ["apply", "--server-side", "--force-conflicts", "--field-manager=autodealgenie", "-f", "-"],
    JSON.stringify(secret),
  );
}
