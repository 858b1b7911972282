/** A namespace that does not belong to the stack: in production somebody else runs Cortex. */
export const CORTEX_NAMESPACE = "cortex";
export const CORTEX_APP = "cortex";
export const CORTEX_PORT = 8427;

/** The name in its certificate. */
export const CORTEX_HOST = `${CORTEX_APP}.${CORTEX_NAMESPACE}.svc.cluster.local`;

const BASE_URL = `https://${CORTEX_HOST}:${String(CORTEX_PORT)}`;

/** The tenants, with the name of each one's user: the stack's, and another one, which must not see its samples. */
export const TENANTS = {
  stack: { name: "autodealgenie", username: "prometheus" },
  other: { name: "other", username: "somebody" },
} as const;

/** Who runs Cortex, and may read its own metrics and which replica it has elected. */
export const CORTEX_OPERATOR = "operator";

/**
 * What the stack sets to send its samples to Cortex. The certificate is verified with the authorities of the node, as
 * one of a public authority would be.
 */
export const CORTEX_WRITE = {
  name: "cortex",
  url: `${BASE_URL}/api/v1/push`,
  queryUrl: `${BASE_URL}/prometheus`,
  auth: { type: "basic", username: TENANTS.stack.username },
  tenant: TENANTS.stack.name,
  replicaLabel: "__replica__",
} as const;

/** Whether a stack with these settings sends its samples to Cortex. */
export function sendsToCortex(settings: {
  readonly remoteWrite?: readonly { readonly name: string }[] | undefined;
}): boolean {
  return settings.remoteWrite?.some(({ name }) => name === CORTEX_WRITE.name) === true;
}
