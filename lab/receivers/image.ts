/** Under this name the local cluster's image is imported; no registry has it. */
export const RECEIVERS_IMAGE = "autodealgenie.dev/lab/receivers:1.0.0";

/**
 * What the program requires at run time: these packages, from the root's node_modules, and all that
 * they depend on go into the image beside the built program.
 */
export const RUNTIME_PACKAGES = ["express", "pino", "postal-mime", "smtp-server", "zod"] as const;

/** Any user but root; the data folder is its own. */
export const RECEIVERS_UID = 65532;
