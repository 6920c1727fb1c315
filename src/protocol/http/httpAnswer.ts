import type { Observable } from 'rxjs';
import { abortable } from './abortable.js';
import type { HttpClient, HttpRequest } from './HttpClient.js';
import { textWithin } from './textWithin.js';

/** An answer that was read, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The whole of its body; undefined where that is longer than any answer may be. */
  readonly text: string | undefined;
}

/** The longest answer that is read, in bytes: a status list of 10 000 tasks has about 3 MB. */
export const longestAnswer = 16 * 2 ** 20;

/** One request: its answer is emitted when its body is read to the end. Unsubscribing aborts it, the body included. */
export const httpAnswer = (client: HttpClient, request: HttpRequest): Observable<HttpAnswer> =>
  abortable(async (signal) => {
    const response = await client(request, signal);
    const { text, isWhole } = await textWithin(response, longestAnswer);
    return { status: response.status, headers: response.headers, text: isWhole ? text : undefined };
  });
