import type { ContextError } from '../../model/errors/ContextError.js';

/**
 * An error of the family by its fields, as a real `Error`. Not as one of its class, for all of them are much for a page: `_tag` tells
 * them apart.
 */
export const pageError = ({
  message,
  ...fields
}: { readonly _tag: ContextError['_tag']; readonly message: string } & Readonly<
  Record<string, unknown>
>): ContextError => {
  const error = Object.assign(new Error(message), fields);
  Object.defineProperty(error, 'name', { value: fields._tag });
  return error as unknown as ContextError;
};

/** A value from the server, with real errors in it. */
export const revived = (json: string): unknown =>
  JSON.parse(json, (_, part: unknown) => (isErrorJson(part) ? pageError(part) : part));

const isErrorJson = (part: unknown): part is Parameters<typeof pageError>[0] =>
  typeof part === 'object' && part !== null && '_tag' in part && 'message' in part;

/** Tells the family from foreign errors. Those of a page are all made here. */
export const isPageError = (error: unknown): error is ContextError => error instanceof Error && '_tag' in error;

/** Whether the same may well succeed later. Of the errors that a page makes itself, this one alone means so. */
export const mayPass = ({ _tag }: ContextError): boolean => _tag === 'Unavailable';
