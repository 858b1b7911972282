import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import type { SecretSource } from "../settings/secretSources";
import type { Workload } from "./server";

/** Changes with the generated passwords in a pod's Secret. */
export const PASSWORDS_CHECKSUM = "checksum/generated-passwords";

/**
 * The workload with a checksum of its generated passwords on its pods, because a database only reads a new password at startup.
 * A replaced password therefore restarts its readers, and so does an `up` after a `destroy` that left pods with volumes
 * running, whose passwords were lost with the stack's state. The checksum reveals nothing, as a password has 190 bits of
 * entropy. Configured secrets are excluded: people choose when to restart their readers.
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
  // Pulumi accepts an output in place of any string, but the types of rendered objects only have plain strings.
  return {
    ...resource,
    spec: { ...resource.spec, template: marked },
  } as unknown as typeof resource;
}

function generatedIn(source: SecretSource): readonly SecretSource[] {
  if (source.from === "composed") return Object.values(source.of).flatMap(generatedIn);
  return source.from === "generated" ? [source] : [];
}
