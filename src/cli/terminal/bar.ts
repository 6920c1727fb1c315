import { isUnicodeSupported } from 'listr2';

/** How much of something is done, as a bar of so many columns. */
export const bar = (done: number, total: number, width: number): string => {
  const [full, empty] = isUnicodeSupported() ? ['█', '░'] : ['#', '-'];
  const columns = total > 0 ? Math.floor((Math.min(done, total) / total) * width) : 0;
  return full.repeat(columns) + empty.repeat(width - columns);
};
