/** The longest delay that timers take, in ms: one more, and they fire at once (Node and browsers hold it in 32 bits). */
export const longestDelay = 2 ** 31 - 1;

/** A delay that timers take: longer ones are cut to the longest, negative ones to none. */
export const clampDelay = (ms: number): number => Math.min(Math.max(ms, 0), longestDelay);
