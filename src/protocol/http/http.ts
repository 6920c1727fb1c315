import type { Observable } from 'rxjs';
import { abortable, send } from './httpClient.js';
import { longestAnswer, type HttpAnswer, type HttpRequest } from './HttpRequest.js';
import { textWithin } from './textWithin.js';

/** One request: its answer is emitted when its body is read to the end. Unsubscribing aborts it, the body included. */
export const http = ({ method, url, headers, body }: HttpRequest): Observable<HttpAnswer> =>
  abortable(async (signal, emit) => {
    const response = await send(url, { method, headers, ...(body !== undefined && { body }) }, signal);
    const { text, isWhole } = await textWithin(response, longestAnswer);
    emit({ status: response.status, headers: response.headers, text: isWhole ? text : undefined });
  });
