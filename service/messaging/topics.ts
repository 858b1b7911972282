/** Every change of a deal. */
export const DEALS = "deals";
/** Whom to tell of which change. */
export const NOTIFICATIONS = "notifications";
/** What could not be delivered, with the reason in its headers. */
export const DEAD_LETTERS = "notifications.dead-letter";

export const TOPICS = [DEALS, NOTIFICATIONS, DEAD_LETTERS] as const;

/** Those that are consumed, and by which group. */
export const CONSUMED = [DEALS, NOTIFICATIONS] as const;
export type Consumed = (typeof CONSUMED)[number];
export const groupOf = (topic: Consumed): string => `autodealgenie-${topic}`;
