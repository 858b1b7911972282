import "../support/ownFolders";

import { parseConfig, type StackInput } from "../../../infra/settings";
import { neededSecrets } from "../../../infra/settings/secrets";
import { stackSettings } from "../../../lab/deploy/stack";
import { deployableHere } from "../../../lab/pulumi/settings";
import { merged } from "../../../tools/render/merge";
import { settingsOf, STACKS, type StackName } from "../../../tools/render/render";

/** The settings that Pulumi gets for a stack in the local cluster. */
const given = (stack: StackName) => {
  const { overrides, secrets } = stackSettings(1, {}, stack);
  const whole = merged(settingsOf(stack), overrides) as StackInput;
  return { whole, settings: deployableHere(whole), secrets };
};

describe.each(STACKS)("%s, as Pulumi is given it in the local cluster", (stack) => {
  it("has no fault, and every secret that it needs", () => {
    const { settings, secrets } = given(stack);
    const config = parseConfig(settings, stack);
    expect(neededSecrets(config).length).toBeGreaterThan(3);
    expect(neededSecrets(config).filter((key) => !secrets[key])).toEqual([]);
  });
});

describe("what only the outside could do", () => {
  it("is done here: cert-manager is the cluster's, and an authority of it issues what people are shown", () => {
    const { whole, settings } = given("prod");
    expect([whole.certManager, Object.keys(whole.ingress!.issuer)]).toEqual(["install", ["acme"]]);
    expect(settings).toEqual({
      ...whole,
      certManager: "existing",
      ingress: { ...whole.ingress, issuer: { ca: { secretName: "public-authority" } } },
    });
  });

  it("is nothing of dev", () => {
    const { whole, settings } = given("dev");
    expect(settings).toEqual(whole);
  });

  it("is no issuer that is inside already", () => {
    const { whole } = given("prod");
    const inside = {
      ...whole,
      ingress: { ...whole.ingress!, issuer: { selfSigned: true as const } },
    };
    expect(deployableHere(inside).ingress).toEqual(inside.ingress);
  });
});
