import type { ContextError } from '../../model/errors/ContextError.js';
import { isPageError, pageError, revived } from './pageError.js';

/** How a page asks its server. */
export interface PageRequestOptions {
  /**
   * Headers for each request, such as who asks. They are asked for anew where a connection broke: a token may be stale by then.
   * @default none
   */
  readonly headers?: (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * What sends requests.
   * @default the `fetch` of the page
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A request with the headers of whoever asks. Where no answer comes it rejects with an error of the family. */
export const send = async (
  url: string,
  { headers, fetch = globalThis.fetch }: PageRequestOptions,
  { headers: own, ...init }: Omit<RequestInit, 'headers'> & { readonly headers: Readonly<Record<string, string>> },
): Promise<Response> => {
  try {
    const all = new Headers(await headers?.());
    for (const [name, value] of Object.entries(own)) all.set(name, value);
    return await fetch(url, { ...init, headers: all, cache: 'no-store' });
  } catch (error) {
    throw broken(reasonOf(error));
  }
};

/** What was thrown, as a person reads it. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** A connection that may be had again. */
export const broken = (why: string): ContextError =>
  pageError({
    ...facts,
    _tag: 'Unavailable',
    message: `the server could not be followed: ${why}`,
    serviceMessage: why,
  });

/** What an answer means that is not what was asked for; undefined where it says so itself. */
export const refusalOf = ({ status }: Pick<Response, 'status'>): ContextError => {
  // 409: another server is starting it.
  const isTransient = status < 400 || status >= 500 || [408, 409, 425, 429].includes(status);
  const refused = status === 401 || status === 403 ? 'Unauthorized' : status === 404 ? 'NotFound' : 'Refused';
  const message = `the server answered HTTP ${status}${status < 400 ? ', but no sync' : ''}`;
  return pageError({ ...facts, _tag: isTransient ? 'Unavailable' : refused, message, httpStatus: status });
};

/** The error that an answer holds, if any: it is the last word. */
export const errorIn = async (response: Response): Promise<ContextError | undefined> => {
  try {
    const { error } = revived(await response.text()) as { readonly error?: unknown };
    return isPageError(error) ? error : undefined;
  } catch {
    return undefined;
  }
};

const facts = { operation: 'follow', code: '', serviceMessage: '', requestId: '' };
