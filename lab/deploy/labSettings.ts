import type { RenderOptions } from "../../tools/render/render";

/** Any of a stack's settings. */
export type LabSettings = NonNullable<RenderOptions["overrides"]>;
