/** Every change of a deal. */
export const DEALS = "deals";
/** Notifications: a change, and a subscriber to notify. */
export const NOTIFICATIONS = "notifications";
/** Notifications that could not be delivered, with the reason in their headers. */
export const DEAD_LETTERS = "notifications.dead-letter";

export const TOPICS = [DEALS, NOTIFICATIONS, DEAD_LETTERS] as const;

/** The topics that are consumed; see `groupOf` for the consumer group of each. */
export const CONSUMED = [DEALS, NOTIFICATIONS] as const;
export type Consumed = (typeof CONSUMED)[number];
export const groupOf = (topic: Consumed): string => `autodealgenie-${topic}`;
