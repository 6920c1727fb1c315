/** A text of somebody else's in one line, cut: what it says must not steer the terminal, nor fill it. */
export const printable = (text: string, longest = 80): string =>
  cut(text, longest)
    .replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .trim();

/** At most so many characters. */
export const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, Math.max(0, longest - 1))}…` : text;

/** Of several ways to say something, the longest first: the first for which there is room, or as much of the last as there is. */
export const fitting = (lines: readonly string[], width = Number.POSITIVE_INFINITY): string =>
  lines.find((line) => line.length <= width) ?? cut(lines.at(-1) ?? '', width);
