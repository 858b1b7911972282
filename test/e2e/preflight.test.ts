import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";

import { toolPath } from "../../lab/builder/tools";
import { kubectlEnvironment } from "../../lab/cluster/kubectl";
import { scriptCommand } from "../support/launched";
import { settled } from "./support/settled";

beforeAll(() => settled());

it("`npm run preflight` reports exactly what the local cluster lacks", async () => {
  const env = {
    ...process.env,
    ...kubectlEnvironment(),
    PATH: `${dirname(toolPath("kubectl"))}${delimiter}${process.env.PATH ?? ""}`,
  };
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((ended) => {
    execFile(...scriptCommand("preflight", "dev"), { env }, (_, out, err) =>
      ended({ stdout: out, stderr: err }),
    );
  });
  expect(stderr).toBe("");
  const about = [...stdout.matchAll(/^dev: (fails|hint): .* \[(.*)\]$/gm)].map(
    ([, how, what]) => `${how} ${what}`,
  );
  // The cluster's DNS listens on an unprivileged port, which the lab's own settings say; the network policy engine is a
  // process of the node and not a DaemonSet; and the lab creates all volumes itself.
  expect(about).toEqual(["fails DNS", "hint network policies", "fails storage"]);
});
