/** The name under which the local cluster imports the image; no registry has it. */
export const RECEIVERS_IMAGE = "autodealgenie.dev/lab/receivers:1.0.0";

/**
 * The packages that the program needs at run time. They are copied from the root's node_modules into the image, with
 * everything that they depend on, next to the built program.
 */
export const RUNTIME_PACKAGES = ["express", "pino", "postal-mime", "smtp-server", "zod"] as const;

/** Any user except root. The data folder belongs to this user. */
export const RECEIVERS_UID = 65532;
