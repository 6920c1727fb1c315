/** Stands where the API key stood. */
const mark = '[redacted]';

/** Takes a secret out of text, however it is encoded there. */
export type Redact = (text: string) => string;

/** One that is shorter is no secret, and would be found inside of words. */
const shortestSecret = 8;

/** Makes the {@link Redact} of a key: a service that echoes the key cannot bring it into errors, snapshots or logs. */
export const redactor = (apiKey: string): Redact => {
  const key = Array.from(apiKey, anyForm).join('');
  if (apiKey.length >= shortestSecret) {
    const anywhere = new RegExp(key, 'giu');
    return (text) => text.replace(anywhere, mark);
  }
  const word = new RegExp(`(^|[^\\p{L}\\p{N}_])${key}(?![\\p{L}\\p{N}_])`, 'gu');
  return (text) => text.replace(word, `$1${mark}`);
};

/** A character as it is, and as URLs (once or twice), JSON and HTML have it. */
const anyForm = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const hex = code
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const named = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }[character];
  const forms = [`\\\\?${literal(character)}`, `%(?:25)?${hex}`, `\\\\u00${hex}`, `&#(?:${code}|[xX]${hex});`];
  return `(?:${[...forms, ...(named === undefined ? [] : [`&${named};`])].join('|')})`;
};

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

/** Makes the {@link Redact} of a presigned URL: it is its own permission, and so are the values in its query. */
export const urlRedactor = (url: string): Redact => {
  const { search, searchParams } = new URL(url);
  const values = [...searchParams.values()].filter((value) => value.length >= shortestSecret);
  const redactors = [url, search.slice(1), ...values].filter((secret) => secret !== '').map(redactor);
  return (text) => redactors.reduce((clean, redact) => redact(clean), text);
};

// What must match what was asked for, or be asked for again, as it is.
const verbatim = new Set([
  ...['id', 'contextId', 'sessionId', 'path'],
  ...['fileId', 'fileName', 'filePath', 'url', 'resourceUrl'],
]);

// What we compare with is no echo of a key.
const words = /^(?:success|failed|upload|download|available|finish|deleted)$/i;

/** Redacts the texts in the data of an answer: an entry, or a list of entries. No deeper, for nothing is read from there. */
export const redactTexts = <Data>(data: Data, redact: Redact): Data =>
  (Array.isArray(data) ? data.map((entry) => redactEntry(entry, redact)) : redactEntry(data, redact)) as Data;

const redactEntry = (entry: unknown, redact: Redact): unknown => {
  if (typeof entry !== 'object' || entry === null) return entry;
  const fields = entry as Record<string, unknown>;
  let clean = fields;
  for (const key in fields) {
    const field = fields[key];
    if (typeof field !== 'string' || field === '' || verbatim.has(key) || words.test(field)) continue;
    const redacted = redact(field);
    // Few have something to hide: the others stay as they are.
    if (redacted !== field) clean = { ...clean, [key]: redacted };
  }
  return clean;
};
