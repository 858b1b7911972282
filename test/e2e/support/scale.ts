/** The time scale of the stack in live tests: its setting `timeScale` divides every interval, window and wait. */
export const TIME_SCALE = 10;

/**
 * The time scale of tests that kill pods. No setting shortens how long a pod takes to restart, including the back-off.
 * An alert that Prometheus does not repeat within four resend delays is resolved, and its `for` starts again in a
 * restarted Prometheus: (4 x 1 min - 2 min) / 4 leaves half a minute for the restart.
 */
export const KILLING_TIME_SCALE = 4;

/** The prod stack accepts no other time scale. */
export const PROD_TIME_SCALE = 1;
