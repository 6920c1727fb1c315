import ky, { type KyInstance } from 'ky';
import { checkGlobals } from './neededGlobals.js';

/** A request, but for what all requests of a client carry. */
export interface HttpRequest<Body = string> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Body | undefined;
}

/** What can be sent. */
type Content = string | Blob | ReadableStream<Uint8Array>;

/** Sends a request once. An HTTP error status is an answer like others. */
export type HttpClient = (request: HttpRequest<Content>, signal: AbortSignal) => Promise<Response>;

/** A door to the network, and what all requests carry that go through it. */
export const httpClient = (headers: Readonly<Record<string, string>> = {}): HttpClient => {
  let client: KyInstance | undefined;
  return ({ url, method, headers: own = {}, body }, signal) => {
    // At the first request: what Node has for them takes longer to load than all of this library.
    client ??= kyClient(headers);
    return client(url, { method, headers: own, signal, ...(body !== undefined && { fetch: fetchWith(body) }) });
  };
};

const kyClient = (headers: Readonly<Record<string, string>>): KyInstance => {
  checkGlobals();
  return ky.create({
    headers: { ...headers },
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
};

// ky keeps a copy of each request for retries: the whole of a file, which nobody would read. So it is not told of bodies. They are
// put into a request, not beside it, where the `fetch` of happy-dom passes over them.
const fetchWith = (body: Content): typeof fetch => {
  const content = { body, duplex: 'half' };
  return (request, init) => fetch(new Request(request, { ...init, ...content }));
};
