import { flag } from '../options/rules.js';
import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { Lifecycle, WhiteList } from './SyncPolicy.js';

/** Gives the value of a policy's key, or its default; throws an {@link InvalidRequest} that names the key if it is wrong. */
export type Field<T> = (key: string, value: unknown) => T;

const yesNo =
  (byDefault: boolean): Field<boolean> =>
  (key, value) =>
    flag(key, value ?? byDefault);

/** The first one is the default. */
const oneOf =
  <T extends string>(...allowed: readonly [T, ...T[]]): Field<T> =>
  (key, value) => {
    const found = allowed.find((one) => one === (value ?? allowed[0]));
    if (found !== undefined) return found;
    throw new InvalidRequest(key, `must be one of ${allowed.join(', ')}`);
  };

/** A path may be blank: then it is all that is mounted. */
const plainPath: Field<string> = (key, value) => {
  if (typeof value !== 'string') throw new InvalidRequest(key, 'must be text');
  if (/[*?[\]]/.test(value)) throw new InvalidRequest(key, 'must have no wildcards: *, ?, [ and ] are not understood');
  return value;
};

const listOf =
  <T>(item: Field<T>, byDefault: readonly T[]): Field<readonly T[]> =>
  (key, value) => {
    if (value === undefined || value === null) return byDefault;
    if (!Array.isArray(value)) throw new InvalidRequest(key, 'must be an array');
    return value.map((entry, index) => item(`${key}[${index}]`, entry));
  };

const neededPath: Field<string> = (key, value) => {
  if (plainPath(key, value).trim() !== '') return String(value);
  throw new InvalidRequest(key, 'must not be blank');
};

type Fields<T> = { readonly [K in keyof T]: Field<T[K]> };

/** Gives an object with all of these keys, in their order; throws an {@link InvalidRequest} if it has others. */
export const objectOf =
  <T extends object>(fields: Fields<T>): Field<T> =>
  (key, value) => {
    const given = value ?? {};
    const inner = (name: string): string => (key === '' ? name : `${key}.${name}`);
    // No dates, maps and the like.
    if (Object.prototype.toString.call(given) !== '[object Object]') {
      throw new InvalidRequest(key || 'policy', 'must be an object');
    }
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) {
      throw new InvalidRequest(inner(unknown), `is no key here: there are ${Object.keys(fields).join(', ')}`);
    }
    const checked = Object.entries<Field<unknown>>(fields).map(([name, field]) => [
      name,
      field(inner(name), (given as Record<string, unknown>)[name]),
    ]);
    return Object.fromEntries(checked.filter(([, result]) => result !== undefined)) as T;
  };

/** The part stays absent where it is not given. */
const ifGiven =
  <T>(field: Field<T>): Field<T | undefined> =>
  (key, value) =>
    value === undefined || value === null ? undefined : field(key, value);

/** Every part of a policy with its keys, their rules and defaults (wire-protocol.md, sections 8.1 and 8.2). */
export const policyParts = {
  uploadPolicy: objectOf({
    autoUpload: yesNo(true),
    uploadStrategy: oneOf('UploadBeforeResourceRelease'),
    uploadMode: oneOf('File', 'Archive'),
  }),
  downloadPolicy: objectOf({ autoDownload: yesNo(true), downloadStrategy: oneOf('DownloadAsync') }),
  deletePolicy: objectOf({ syncLocalFile: yesNo(true) }),
  extractPolicy: objectOf({
    extract: yesNo(true),
    deleteSrcFile: yesNo(true),
    extractToCurrentFolder: yesNo(false),
  }),
  recyclePolicy: objectOf({
    lifecycle: oneOf<Lifecycle>(
      'Lifecycle_Forever',
      'Lifecycle_1Day',
      'Lifecycle_3Days',
      'Lifecycle_5Days',
      'Lifecycle_10Days',
      'Lifecycle_15Days',
      'Lifecycle_30Days',
      'Lifecycle_90Days',
      'Lifecycle_180Days',
      'Lifecycle_360Days',
    ),
    paths: listOf(plainPath, ['']),
  }),
  bwList: ifGiven(
    objectOf({
      whiteLists: listOf<WhiteList>(
        (key, value) => objectOf<WhiteList>({ path: plainPath, excludePaths: listOf(plainPath, []) })(key, value),
        [],
      ),
    }),
  ),
  mappingPolicy: ifGiven(objectOf({ path: neededPath })),
};
