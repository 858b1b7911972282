/**
 * Previews in the format of `pulumi preview --json`: display.PreviewDigest of Pulumi's CLI 3.250, with states as
 * apitype.ResourceV3 of its SDK.
 */

const URN = "urn:pulumi:prod::autodealgenie::";
const PROVIDER = `${URN}pulumi:providers:kubernetes::kubernetes::04da6b54-80e4-46f7-96ec-b56ff0331ba9`;
const STACK = `${URN}pulumi:pulumi:Stack::autodealgenie-prod`;

interface Of {
  readonly inputs: object;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
}

/** A step for one object of the cluster, with its state before and after. */
export function step(op: string, type: string, name: string, old?: Of, now?: Of): object {
  const urn = `${URN}${type}::${name}`;
  const state = ({ inputs, protect, retainOnDelete }: Of) => ({
    urn,
    custom: true,
    id: `monitoring/${name}`,
    type,
    inputs,
    outputs: inputs,
    parent: STACK,
    // Go omits fields that are false.
    ...(protect === true && { protect }),
    ...(retainOnDelete === true && { retainOnDelete }),
    provider: PROVIDER,
    created: "2026-09-24T08:00:00Z",
    modified: "2026-09-24T08:00:00Z",
  });
  return {
    op,
    urn,
    provider: PROVIDER,
    ...(old && { oldState: state(old) }),
    ...(now && { newState: state(now) }),
    detailedDiff: null,
  };
}

/** A complete preview. */
export function preview(...steps: readonly object[]): string {
  const root = {
    op: "same",
    urn: STACK,
    oldState: { urn: STACK, custom: false, type: "pulumi:pulumi:Stack" },
    newState: { urn: STACK, custom: false, type: "pulumi:pulumi:Stack" },
    detailedDiff: null,
  };
  const digest = {
    config: { "autodealgenie:monitoring": "[secret]" },
    steps: [root, ...steps],
    duration: 6_500_000_000,
    changeSummary: { same: 1 },
  };
  return JSON.stringify(digest, null, 4);
}
