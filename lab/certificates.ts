import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { exec } from "./builder/exec";
import { nodePrograms } from "./builder/go";
import { outputOf } from "./builder/stage";
import { kubectl } from "./cluster/kubectl";
import { pki } from "./cluster/pki";
import { WEBSITE_HOST, websiteSecret } from "./deploy/website";
import { writeWhole } from "../tools/files";

/** A server's certificate with its key and the authority that has signed it, each in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/**
 * The certificate, in PEM, of the authority that has signed every certificate of the cluster; nothing where no node
 * has been started yet, which makes it.
 */
export function certificateAuthority(): string | undefined {
  const path = join(pki.folder, "ca.crt");
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

interface Wanted {
  /** Of its files. The same name is the same certificate, made once. */
  readonly name: string;
  /** By which the server is reached: at least one. */
  readonly hosts: readonly string[];
  /** Left out: ten years. One that ends is made anew each time. */
  readonly daysLeft?: number | undefined;
  /** Whether it is an authority's below the cluster's own, which signs for servers alone. @default false */
  readonly signs?: boolean;
}

/** A certificate of the cluster's own authority: for a server, unless it is another authority's. */
export async function certificateFor({
  name,
  hosts,
  daysLeft,
  signs,
}: Wanted): Promise<Certificate> {
  const fileOf = (ending: string) => join(pki.folder, `${name}.${ending}`);
  // labnode leaves what is there as it is.
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
 * Has the website show a certificate, from at most half a minute later on: the kubelet looks for changed files every
 * ten seconds, and each connection reads them.
 *
 * @param daysLeft how long the certificate is still valid, above 0. Left out: the website's own, for ten years
 */
export async function serveCertificate(daysLeft?: number): Promise<void> {
  const name = daysLeft === undefined ? "website" : "website-ending";
  const { certificate, key } = await certificateFor({ name, hosts: [WEBSITE_HOST], daysLeft });
  await kubectl(
    ["apply", "--server-side", "--force-conflicts", "--field-manager=autodealgenie", "-f", "-"],
    JSON.stringify(websiteSecret(certificate, key)),
  );
}
