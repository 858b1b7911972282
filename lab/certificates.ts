import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { exec } from "./builder/exec";
import { nodePrograms } from "./builder/go";
import { outputOf } from "./builder/stage";
import { kubectl } from "./cluster/kubectl";
import { pki } from "./cluster/pki";
import { WEBSITE_HOST, websiteSecret } from "./deploy/website";
import { writeWhole } from "../tools/files";

/** A server's certificate, its key, and the certificate of the authority that signed it, each in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/**
 * The certificate, in PEM, of the authority that signs every certificate of the cluster. Undefined until a node has
 * been started, which creates it.
 */
export function certificateAuthority(): string | undefined {
  const path = join(pki.folder, "ca.crt");
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

interface Wanted {
  /** The name of its files. A certificate is made once for each name. */
  readonly name: string;
  /** The host names of the server: at least one. */
  readonly hosts: readonly string[];
  /** Days until it expires. By default ten years. A certificate with a given number of days is made anew each time. */
  readonly daysLeft?: number | undefined;
  /**
   * Whether it is an intermediate authority below the cluster's own, which signs only server certificates.
   * @default false
   */
  readonly signs?: boolean;
}

/** A certificate signed by the cluster's authority: for a server, or for an intermediate authority. */
export async function certificateFor({
  name,
  hosts,
  daysLeft,
  signs,
}: Wanted): Promise<Certificate> {
  const fileOf = (ending: string) => join(pki.folder, `${name}.${ending}`);
  // labnode does not replace existing files.
  if (daysLeft !== undefined) rmSync(fileOf("crt"), { force: true });
  const spec = join(pki.folder, `${name}.json`);
  const wanted = {
    name,
    commonName: hosts[0] ?? name,
    organization: [],
    hosts,
    days: daysLeft ?? 0,
    authority: signs ?? false,
  };
  writeWhole(spec, JSON.stringify({ folder: pki.folder, keyPairs: [], certificates: [wanted] }));
  await exec(join(outputOf(nodePrograms), "labnode"), ["pki", spec]);
  return {
    certificate: readFileSync(fileOf("crt"), "utf8"),
    key: readFileSync(fileOf("key"), "utf8"),
    authority: readFileSync(join(pki.folder, "ca.crt"), "utf8"),
  };
}

/**
 * Makes the website use a certificate. It does so after at most half a minute: the kubelet looks for changed files
 * every ten seconds, and the website reads them for each connection.
 *
 * @param daysLeft how long the certificate is still valid, above 0. By default the website's own, valid for ten years
 */
export async function serveCertificate(daysLeft?: number): Promise<void> {
  const name = daysLeft === undefined ? "website" : "website-ending";
  const { certificate, key } = await certificateFor({ name, hosts: [WEBSITE_HOST], daysLeft });
  await kubectl(
    ["apply", "--server-side", "--force-conflicts", "--field-manager=autodealgenie", "-f", "-"],
    JSON.stringify(websiteSecret(certificate, key)),
  );
}
