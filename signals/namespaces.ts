/** The two namespaces: one for the monitoring stack, one for the application and its data services. */
export const MONITORING = "monitoring";
export const APPLICATION = "autodealgenie";

/** Anything in another namespace belongs to others. Exporters that report on a whole cluster report on those, too. */
export const OURS = [MONITORING, APPLICATION] as const;

export type Namespace = (typeof OURS)[number];
