/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object that JSON can say: it comes out of `structuredClone` and `postMessage` as it went in. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What JSON says of an object, in objects of its own. */
export const plainCopy = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
