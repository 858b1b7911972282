/**
 * How much faster than real the stack runs during the live proof: every interval, window and wait of
 * it alike, by its setting `timeScale`.
 */
export const TIME_SCALE = 10;

/**
 * The same where pods are killed. What a pod takes to start again, back-off included, no setting shortens; an alert
 * that Prometheus does not repeat within four times its resend delay counts as resolved, and its `for` begins anew with
 * a killed Prometheus: (4 x 1 min - 2 min) / 4 leaves it half a minute.
 */
export const KILLING_TIME_SCALE = 4;

/** The prod stack runs at its own speed: it refuses to be set to any other. */
export const PROD_TIME_SCALE = 1;
