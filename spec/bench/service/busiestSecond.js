// @ts-check

/** Counts what comes within a second, whichever it is, and keeps the most. */
export const busiestSecond = () => {
  /** When those came that may still count, in order. @type {number[]} */
  let times = [];
  let first = 0;
  let most = 0;
  return {
    came: (now = performance.now()) => {
      times.push(now);
      while ((times[first] ?? now) <= now - 1000) first += 1;
      most = Math.max(most, times.length - first);
      if (first < 10_000) return;
      times = times.slice(first);
      first = 0;
    },
    most: () => most,
  };
};
