/** Under this name the local cluster's image is imported; no registry has it. */
export const UPSTREAMS_IMAGE = "autodealgenie.dev/lab/upstreams:1.0.0";

/**
 * What the program requires at run time: these packages, from the root's node_modules, and all that
 * they depend on go into the image beside the built program.
 */
export const UPSTREAMS_PACKAGES = ["express", "pino", "zod"] as const;

/** Any user but root. */
export const UPSTREAMS_UID = 65532;
