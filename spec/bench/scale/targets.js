// @ts-check

/** @typedef {import('../contenders/fetching.js').Target} Target */

/** The syncs from one number to before another, so many of them of each session. @param {number} from @param {number} to @param {number} perSession */
export const targetsOf = (from, to, perSession) =>
  Array.from({ length: to - from }, (_, index) => targetOf(from + index, perSession));

/** @param {number} index @param {number} perSession @returns {Target} */
const targetOf = (index, perSession) => {
  const context = index % perSession;
  const sessionId = `s-${Math.floor(index / perSession)}`;
  return perSession === 1 ? { sessionId } : { sessionId, contextId: `SdkCtx-${context}`, path: `/data-${context}` };
};
