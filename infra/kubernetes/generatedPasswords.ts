import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import type { SecretSource } from "../settings/secretSources";
import type { Workload } from "./server";

/** Changes with the generated passwords of a pod's Secret. */
export const PASSWORDS_CHECKSUM = "checksum/generated-passwords";

/**
 * The workload's object, with a checksum of its generated passwords on its pods: a database takes in a new password when
 * it starts, and no sooner. So a password that is replaced restarts its readers, and so does an `up` after a `destroy`
 * that left pods with volumes running: their passwords went with the stack's state. The checksum is no secret, for nobody
 * guesses a password of 190 bits. A given secret is left out: people choose when what reads it restarts.
 *
 * @param valueOf the value of a secret
 */
export function restartedByPasswords(
  { resource, secret }: Workload,
  valueOf: (source: SecretSource) => pulumi.Input<string>,
): Workload["resource"] {
  const generated = Object.values(secret?.sources ?? {}).flatMap((source) =>
    source ? generatedIn(source) : [],
  );
  if (generated.length === 0 || resource.kind === "CronJob") return resource;
  const checksum = pulumi.unsecret(
    pulumi
      .all(generated.map(valueOf))
      .apply((values) => createHash("sha256").update(values.join("\0")).digest("hex").slice(0, 16)),
  );
  const { template } = resource.spec;
  const annotations = { ...template.metadata?.annotations, [PASSWORDS_CHECKSUM]: checksum };
  const marked = { ...template, metadata: { ...template.metadata, annotations } };
  // Pulumi takes an output in the place of any string. The types of rendered objects know plain strings alone.
  return {
    ...resource,
    spec: { ...resource.spec, template: marked },
  } as unknown as typeof resource;
}

function generatedIn(source: SecretSource): readonly SecretSource[] {
  if (source.from === "composed") return Object.values(source.of).flatMap(generatedIn);
  return source.from === "generated" ? [source] : [];
}
