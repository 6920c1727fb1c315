/** The longest message, in characters. */
export const longestMessage = 2000;

/**
 * Text of others as a part of a message: one line, without what could write over a terminal or a log, and cut where it is too
 * long.
 */
export const oneLine = (text: string, longest = longestMessage): string => {
  const cut = text.length > longest ? `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return cut
    .replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .trim();
};
