import * as pulumi from "@pulumi/pulumi";

import { PASSWORDS_CHECKSUM } from "../../../infra/kubernetes/generatedPasswords";
import { WorkloadComponent } from "../../../infra/components/workloadComponent";
import { plan } from "../../../infra/plan";
import type { SecretSource } from "../../../infra/settings/secretSources";
import { only, registered } from "../../support/mocks";
import { settings } from "../../support/stacks";

const { postgres, redis, backend, alertmanager } = plan(settings("dev"));

/** The annotations of a server's pods, which depend on generated passwords. */
async function annotationsOf(
  server: typeof backend,
  ending: string,
): Promise<Readonly<Record<string, string>>> {
  const valueOf = (source: SecretSource): pulumi.Input<string> => {
    if (source.from === "generated") return pulumi.secret(`${source.name}-${ending}`);
    if (source.from !== "composed") return "given";
    const of = Object.entries(source.of).map(([name, each]) => [name, valueOf(each)]);
    return pulumi.output(Object.fromEntries(of) as Record<string, string>).apply(source.text);
  };
  const created = await registered(() => new WorkloadComponent(server, { valueOf }));
  const { kind } = server.resource;
  const { spec } = only(created, `kubernetes:apps/v1:${kind}`) as {
    readonly spec: { readonly template: { readonly metadata: { readonly annotations?: object } } };
  };
  return { ...spec.template.metadata.annotations };
}

describe("generated passwords", () => {
  it.each([
    ["postgres", postgres!],
    ["redis", redis!],
    ["backend", backend],
  ])("restart the pods of %s only when they change", async (_, server) => {
    const [first, again, other] = [
      await annotationsOf(server, "one"),
      await annotationsOf(server, "one"),
      await annotationsOf(server, "two"),
    ];
    expect(first[PASSWORDS_CHECKSUM]).toMatch(/^[0-9a-f]{16}$/);
    expect(again).toEqual(first);
    expect(other[PASSWORDS_CHECKSUM]).not.toBe(first[PASSWORDS_CHECKSUM]);
    expect({ ...other, [PASSWORDS_CHECKSUM]: "" }).toEqual({ ...first, [PASSWORDS_CHECKSUM]: "" });
  });

  it("do not affect pods that do not read them", async () => {
    expect(await annotationsOf(alertmanager, "one")).not.toHaveProperty(PASSWORDS_CHECKSUM);
  });
});
