/** The time of day, of Unix milliseconds. */
export const timeOf = (at: number): string => {
  const date = new Date(at);
  const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
};

/** The day and the time, of Unix milliseconds. */
export const dateOf = (at: number): string => {
  const date = new Date(at);
  const day = new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return `${day} ${timeOf(at).slice(0, 8)}`;
};

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

export const bytesOf = (size: number): string => {
  const power = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), units.length - 1);
  return `${power === 0 ? size : (size / 1000 ** power).toFixed(1)} ${units[power]}`;
};

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
