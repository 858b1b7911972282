/** The two namespaces: the stack that watches, and the application with its data services. */
export const MONITORING = "monitoring";
export const APPLICATION = "autodealgenie";

/** What is in any other is other people's: whoever tells of a whole cluster tells of theirs, too. */
export const OURS = [MONITORING, APPLICATION] as const;

export type Namespace = (typeof OURS)[number];
