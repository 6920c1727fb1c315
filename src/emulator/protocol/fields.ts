import { ownText } from './ownText.js';
import type { Fields } from './Protocol.js';
import { ServiceRefusal } from './ServiceRefusal.js';

/** The name of a file may end in a space. */
const verbatim = new Set(['filePath', 'parentFolderPath']);

/** Parameters by their names with a small first letter; what is blank counts as absent (docs/protocol.md, section 4.1). */
export const toFields = (entries: Iterable<readonly [string, string]>): Fields => {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of entries) {
    const field = ownText(name.charAt(0).toLowerCase() + name.slice(1));
    const text = value.trim();
    // Some of them are kept for long, when all else of the request is gone.
    if (text !== '') fields[field] = ownText(verbatim.has(field) ? value : text);
  }
  return fields;
};

/** Where a key stands, and where people put it who do not know where. */
const keyField = /^(?:authorization|(?:x[-_]?)?api[-_]?key)$/i;

/** What may be shown of fields. */
export const withoutKeys = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !keyField.test(name)));

/** The value of a field that must be there. */
export const requiredField = (fields: Fields, ...names: readonly [string, ...string[]]): string => {
  for (const name of names) if (fields[name] !== undefined) return fields[name];
  throw new ServiceRefusal('InvalidParameter', `${names[0]} is missing.`);
};

/** A switch: Python's clients write `True` (docs/protocol.md, section 2.2). */
export const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

/** A whole number in a range, or what stands for it where it is absent. */
export const intField = (fields: Fields, name: string, absent: number, max: number): number => {
  const value = fields[name];
  if (value === undefined) return absent;
  if (/^\d{1,9}$/.test(value) && Number(value) >= 1 && Number(value) <= max) return Number(value);
  throw new ServiceRefusal('InvalidParameter', `${name} must be a whole number from 1 to ${max}.`);
};

/** What JSON text says. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceRefusal('InvalidParameter', 'What should be JSON is not.');
  }
};
