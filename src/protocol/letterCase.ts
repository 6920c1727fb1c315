/** An object with the first letters of its keys in upper case. */
export type Capitalized<T> = { [K in keyof T as K extends string ? Capitalize<K> : K]: T[K] };

/** An object with the first letters of its keys in lower case. */
export type Uncapitalized<T> = { [K in keyof T as K extends string ? Uncapitalize<K> : K]: T[K] };

/** `contextId` becomes `ContextId`: the keys of an object, no deeper. */
export const capitalized = <T extends object>(value: T): Capitalized<T> =>
  withKeys(value, (first) => first.toUpperCase()) as Capitalized<T>;

/** `ContextId` becomes `contextId`: the keys of an object, no deeper. What is no object has no keys. */
export const uncapitalized = <T>(value: T): Uncapitalized<T> =>
  withKeys(isObject(value) ? value : {}, (first) => first.toLowerCase()) as Uncapitalized<T>;

/** The same for an object, or for the objects of an array, and no deeper: an answer may be nested as deep as somebody likes. */
export const uncapitalizedData = (data: unknown): unknown =>
  Array.isArray(data) ? data.map(uncapitalizedEntry) : uncapitalizedEntry(data);

const uncapitalizedEntry = (entry: unknown): unknown => (isObject(entry) ? uncapitalized(entry) : entry);

const withKeys = (value: object, initial: (first: string) => string): object =>
  Object.fromEntries(
    Object.entries(value).map(([key, field]) => [initial(key.charAt(0)) + key.slice(1), field as unknown]),
  );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
