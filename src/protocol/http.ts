import type { Observable } from 'rxjs';
import { abortable, send } from './door.js';
import type { HttpAnswer, HttpRequest } from './HttpRequest.js';

/** One request: its answer is emitted when its body is read to the end. Unsubscribing aborts it, the body included. */
export const http = ({ method, url, headers, body }: HttpRequest): Observable<HttpAnswer> =>
  abortable(async (signal, emit) => {
    const response = await send(url, { method, headers, ...(body !== undefined && { body }) }, signal);
    emit({ status: response.status, headers: response.headers, text: await response.text() });
  });
