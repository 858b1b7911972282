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

describe.each(STACKS)("the settings of %s for Pulumi in the local cluster", (stack) => {
  it("are valid, and have every required secret", () => {
    const { settings, secrets } = given(stack);
    const config = parseConfig(settings, stack);
    expect(neededSecrets(config).length).toBeGreaterThan(3);
    expect(neededSecrets(config).filter((key) => !secrets[key])).toEqual([]);
  });
});

describe("settings that need external services", () => {
  it("are changed to use the cluster's cert-manager, and a local CA instead of ACME", () => {
    const { whole, settings } = given("prod");
    expect([whole.certManager, Object.keys(whole.ingress!.issuer)]).toEqual(["install", ["acme"]]);
    expect(settings).toEqual({
      ...whole,
      certManager: "existing",
      ingress: { ...whole.ingress, issuer: { ca: { secretName: "public-authority" } } },
    });
  });

  it("are absent from dev", () => {
    const { whole, settings } = given("dev");
    expect(settings).toEqual(whole);
  });

  it("do not include an issuer that is already internal", () => {
    const { whole } = given("prod");
    const inside = {
      ...whole,
      ingress: { ...whole.ingress!, issuer: { selfSigned: true as const } },
    };
    expect(deployableHere(inside).ingress).toEqual(inside.ingress);
  });
});
