/**
 * Notices that texts go in a circle: tells of each whether it is the one that is remembered, the last whose number is a power
 * of two. So a circle is noticed however long it is, after about three times its length or twice that of what came before it,
 * and no more than one text is kept (Brent's algorithm).
 */
export const circleDetector = (): ((text: string) => boolean) => {
  let remembered: string | undefined;
  let count = 0;
  let next = 1;
  return (text) => {
    if (text === remembered) return true;
    count++;
    if (count === next) {
      remembered = text;
      next *= 2;
    }
    return false;
  };
};
