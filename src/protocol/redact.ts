/** Stands where the API key stood. */
const mark = '[redacted]';

/** Takes an API key out of text, however it is encoded in URLs. */
export type Redact = (text: string) => string;

/** Makes the {@link Redact} of a key: a service that echoes the key cannot bring it into errors, snapshots or logs. */
export const redactor = (apiKey: string): Redact => {
  const inForm = String(new URLSearchParams({ key: apiKey })).slice('key='.length);
  const encoded = [encodeURIComponent(apiKey), inForm];
  const lowerCase = encoded.map((form) => form.replace(/%../g, (code) => code.toLowerCase()));
  const forms = new Set([apiKey, ...encoded, ...lowerCase]);
  return (text) => [...forms].reduce((clean, form) => clean.replaceAll(form, mark), text);
};

/** The fields of an answer's data that are written for people; ids, paths and statuses must stay what they are. */
const texts = new Set(['errorMessage']);

/** Redacts the texts in the data of an answer, at any depth. */
export const redactTexts = <Data>(data: Data, redact: Redact): Data => redacted(data, redact) as Data;

const redacted = (value: unknown, redact: Redact): unknown => {
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]: [string, unknown]) => [
    key,
    texts.has(key) && typeof field === 'string' ? redact(field) : redacted(field, redact),
  ]);
  return Object.fromEntries(entries);
};
