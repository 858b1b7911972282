/** The name under which the local cluster imports the image; no registry has it. */
export const UPSTREAMS_IMAGE = "autodealgenie.dev/lab/upstreams:1.0.0";

/**
 * The packages that the program needs at run time. They are copied from the root's node_modules into the image, with
 * everything that they depend on, next to the built program.
 */
export const UPSTREAMS_PACKAGES = ["express", "pino", "zod"] as const;

/** Any user except root. */
export const UPSTREAMS_UID = 65532;
