/**
 * How much faster than real the stack runs during the live proof: every interval, window and wait of
 * it alike, by its setting `timeScale`.
 */
export const TIME_SCALE = 10;
