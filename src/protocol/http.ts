import ky from 'ky';
import { Observable } from 'rxjs';
import type { HttpAnswer, HttpRequest } from './HttpRequest.js';

/**
 * The one door to the network. Each subscription is one request, sent once; the answer is emitted when its body is read
 * to the end. Unsubscribing aborts it wherever it is, the body included. An HTTP error status is an answer like others.
 */
export const http = (request: HttpRequest): Observable<HttpAnswer> =>
  new Observable((subscriber) => {
    const controller = new AbortController();
    exchange(request, controller.signal).then(
      (answer) => {
        subscriber.next(answer);
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      controller.abort();
    };
  });

const exchange = async ({ method, url, headers, body }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
  const response = await ky(url, {
    method,
    headers,
    signal,
    ...(body === undefined ? {} : { body }),
    // Retries and deadlines belong to the streams: ky's own would multiply with them, and would not run in virtual time.
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    // A status that is read twice must be asked for twice.
    cache: 'no-store',
    // The API key goes to the endpoint that was given, and nowhere else.
    redirect: 'manual',
    credentials: 'omit',
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
