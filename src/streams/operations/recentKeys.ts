/** Tells what was there before, without remembering all of it. */
export interface RecentKeys {
  /** Adds a text; true where it was there before. */
  readonly isRepeated: (text: string) => boolean;
}

/**
 * Remembers the last so many texts, and one of long ago: the last whose number is a power of two. So a circle is noticed
 * however long it is, sooner or later, and a list of a million pages takes no more memory than one of a thousand.
 */
export const recentKeys = (most: number): RecentKeys => {
  const recent = new Set<number>();
  let milestone: number | undefined;
  let count = 0;
  let next = 1;
  return {
    isRepeated: (text) => {
      const key = digest(text);
      if (recent.has(key) || key === milestone) return true;
      recent.add(key);
      for (const oldest of recent) {
        if (recent.size <= most) break;
        recent.delete(oldest);
      }
      if (++count === next) {
        milestone = key;
        next *= 2;
      }
      return false;
    },
  };
};

/** A number of 53 bits for a text of any length: of a thousand texts, two have the same with a chance of one in 10^10. */
const digest = (text: string): number => {
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return 2 ** 32 * (0x1fffff & low) + (high >>> 0);
};
