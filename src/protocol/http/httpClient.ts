import ky from 'ky';
import { Observable } from 'rxjs';

/** What is sent. */
export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob | ReadableStream<Uint8Array>;
}

/** The one door to the network: each call is one request, sent once. An HTTP error status is an answer like others. */
export const send = (url: URL, { body, ...sent }: Sent, signal: AbortSignal): Promise<Response> =>
  ky(url, {
    ...sent,
    signal,
    // ky keeps a copy of each request for retries: the whole of a file, which nobody would read.
    fetch: (request, init) => fetch(request, { ...init, ...(body !== undefined && { body, duplex: 'half' }) }),
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

/** A cold stream of what an asynchronous function emits. Unsubscribing aborts its signal, wherever it is. */
export const abortable = <T>(run: (signal: AbortSignal, emit: (value: T) => void) => Promise<void>): Observable<T> =>
  new Observable((subscriber) => {
    const controller = new AbortController();
    run(controller.signal, (value) => {
      subscriber.next(value);
    }).then(
      () => {
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
