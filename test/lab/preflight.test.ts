import { OWN, OWN_ENV } from "./support/ownFolders";

import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";

import { freePort } from "../support/freePort";
import { Program } from "./support/program";

const NOWHERE = "/proc/autodealgenie";
const REFUSED = { status: 1, out: "" };
const refusal = (cause: string, remedy: string) => ({ ...REFUSED, err: `${cause}\n${remedy}\n` });

const preflight = (
  what: "build" | "messaging" | "run",
  env: Readonly<Record<string, string>> = {},
  who: "me" | "nobody" = "me",
) => new Program("test/lab/programs/preflight.ts", [what, who], { ...OWN_ENV, ...env }).ended;

/** A PATH without a program, or with another one instead. */
function pathWithout(missing: string, instead?: string): string {
  const folder = join(OWN, `bin-${missing}-${instead === undefined ? "" : "other"}`);
  mkdirSync(folder);
  for (const name of ["apt-get", "dpkg-deb", "go", "nsenter", "unshare", "ip", "tar"]) {
    const places = process.env.PATH!.split(delimiter).map((place) => join(place, name));
    if (name !== missing) symlinkSync(places.find(existsSync)!, join(folder, name));
  }
  if (instead !== undefined) {
    writeFileSync(join(folder, missing), `#!/bin/sh\n${instead}\n`);
    chmodSync(join(folder, missing), 0o755);
  }
  return folder;
}

describe("before anything is changed", () => {
  afterEach(() => {
    const made = readdirSync(OWN).filter((name) => !name.startsWith("bin-"));
    expect(made).toEqual([]);
  });

  it("refuses a machine without a required program, and names how to install it", async () => {
    expect(await preflight("build", { PATH: pathWithout("go") })).toMatchObject(
      refusal("go is not on this machine.", "Install Go 1.26 or later."),
    );
    expect(await preflight("run", { PATH: pathWithout("unshare") })).toMatchObject(
      refusal("unshare is not on this machine.", "Install the package util-linux."),
    );
    expect(await preflight("messaging", { PATH: pathWithout("mvn") })).toMatchObject(
      refusal("mvn is not on this machine.", "Install the package maven."),
    );
  });

  it("refuses to build with an older Go", async () => {
    const path = pathWithout("go", "echo go1.25.9");
    expect(await preflight("build", { PATH: path })).toMatchObject(
      refusal("This machine's Go is go1.25.9.", "Install Go 1.26 or later."),
    );
  });

  it.each(["127.0.0.1", "0.0.0.0"])("refuses a port that is taken on %s", async (host) => {
    const server = createServer();
    // Not an ephemeral port: with that offset, the cluster's other ports would be above 65535.
    const port = await freePort();
    await once(server.listen(port, host), "listening");
    const offset = { AUTODEALGENIE_PORT_OFFSET: String(port - 8000) };
    expect(await preflight("run", offset)).toMatchObject(
      refusal(
        `Port ${port} of 127.0.0.1, for AutoDealGenie's API, is taken.`,
        "Stop what listens there, or set AUTODEALGENIE_PORT_OFFSET=1000 to move every port up by 1000.",
      ),
    );
    server.close();
  });

  it("refuses an invalid port offset", async () => {
    expect(await preflight("run", { AUTODEALGENIE_PORT_OFFSET: "up" })).toMatchObject(
      refusal(
        'AUTODEALGENIE_PORT_OFFSET is "up".',
        "Set it to a whole number from 0 to 49000, or leave it unset.",
      ),
    );
  });

  // Below the ports of freePort and the kernel's ephemeral ports.
  const free = { AUTODEALGENIE_PORT_OFFSET: "3500" };
  const full = (what: string) =>
    refusal(
      `${NOWHERE} has 0.0 GiB left, and about ${what} are needed.`,
      "Free some space, or set AUTODEALGENIE_CACHE and AUTODEALGENIE_STATE to folders on a larger disk.",
    );

  it("refuses a full disk, for builds or for the cluster's data", async () => {
    const cache = { ...free, AUTODEALGENIE_CACHE: NOWHERE };
    expect(await preflight("build", cache)).toMatchObject(full("8.0"));
    const state = { ...free, AUTODEALGENIE_STATE: NOWHERE };
    expect(await preflight("run", state)).toMatchObject(full("1.0"));
  });

  it("refuses to run without root", async () => {
    expect(await preflight("run", free, "nobody")).toMatchObject(
      refusal(
        "The local cluster creates namespaces and mounts, which needs root.",
        'Run it as root: sudo --preserve-env=PATH,HOME env "PATH=$PATH" npm start',
      ),
    );
  });

  it("prints one line of cause and one of remedy on the command line", async () => {
    const env = { ...free, AUTODEALGENIE_CACHE: NOWHERE, AUTODEALGENIE_STATE: NOWHERE };
    expect(await new Program("lab/cli.ts", ["start"], env).ended).toMatchObject(full("8.0"));
  });
});
