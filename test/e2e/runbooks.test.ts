import { buildStack } from "../../infra/plan";
import { podsOf } from "../../lab/clients/pods";
import { silencesAt } from "../../lab/clients/silences";
import { kubectl } from "../../lab/cluster/kubectl";
import { pagesFor } from "../support/runbooks/page";
import { LiveRunbooks } from "../support/runbooks/live";
import { provesRunbooks } from "../support/runbooks/proven";
import { deployed, inTrial, TRIAL, workloadAt } from "../support/runbooks/trial";
import { lab } from "./support/lab";
import { labConfig } from "./support/labStack";
import { settled } from "./support/settled";

const pages = pagesFor(buildStack(labConfig).declared.ruleGroups);

let runbooks: LiveRunbooks;

async function silencesIn() {
  const [pod] = await podsOf("alertmanager");
  if (pod === undefined) throw new Error("Alertmanager has no pod.");
  return silencesAt(pod);
}

beforeAll(async () => {
  await settled();
  runbooks = new LiveRunbooks();
});

afterAll(() => runbooks.end());

describe("in a stack with its own servers, without TLS", () => {
  provesRunbooks(pages, () => runbooks, { here: "postgres-0", elsewhere: "POSTGRES_URL" });
});

describe("a silence created by `npm run silence`", () => {
  const NAME = "BackupOverdue";
  const silence = (...args: readonly string[]) => lab("silence", NAME, ...args);

  it("is active in Alertmanager, and can be expired", async () => {
    const before = await silencesIn();
    await silence("--for", "1h", "--why", "the live proof");
    const [made, ...others] = (await silencesIn()).filter(
      ({ id }) => !before.some((each) => each.id === id),
    );
    expect([made?.status.state, made?.comment, others]).toEqual(["active", "the live proof", []]);
    await lab("silence", "--end", made!.id);
    const after = await silencesIn();
    expect(after.find(({ id }) => id === made!.id)?.status.state).toBe("expired");
  });
});

describe("deployments after manual `kubectl rollout` commands", () => {
  const backend = { kind: "Deployment", name: "backend" };
  const MANAGER = "pulumi-kubernetes-0123";
  const deploy = (revision: string, ...more: readonly string[]) =>
    deployed(workloadAt(backend, revision), MANAGER, ...more);
  const where = ["deployment/backend", `--namespace=${TRIAL}`];
  const revision = () =>
    kubectl(["get", ...where, "-o=jsonpath={.spec.template.metadata.annotations.revision}"]);

  it("after an undo, the reverted code deploys, and the next change of the same field must be forced", async () => {
    await inTrial([backend], async () => {
      await deploy("good");
      await deploy("bad");
      await kubectl(["rollout", "undo", ...where]);
      expect(await revision()).toBe("good");
      // If the code is not reverted, the bad change is rejected instead of coming back.
      await expect(deploy("bad")).rejects.toThrow('conflict with "kubectl');
      await deploy("good");
      await expect(deploy("better")).rejects.toThrow('conflict with "kubectl');
      await deploy("better", "--force-conflicts");
      expect(await revision()).toBe("better");
      await deploy("best");
      expect(await revision()).toBe("best");
    });
  });

  it("a manual restart does not block the next deployment", async () => {
    await inTrial([backend], async () => {
      await deploy("good");
      await kubectl(["rollout", "restart", ...where]);
      await deploy("better");
      expect(await revision()).toBe("better");
    });
  });
});
