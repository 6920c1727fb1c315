import { Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import type { TargetOptions } from '../../model/sync/SyncOptions.js';
import type { Heard } from './Heard.js';
import { broken, errorIn, refusalOf, send, type PageRequestOptions } from './pageRequest.js';

/** What came of a start: where it is followed, or why not. */
export type Started =
  | { readonly location: string }
  | { readonly error: ContextError; /** Surely nothing was triggered. */ readonly isRefused: boolean };

/** How long a start can be asked for again, in ms: servers do not remember it for ever, and a page may sleep meanwhile. */
const longestAsked = 30 * 60_000;

/** Asks for a sync, each time with the same key: it tells the server that it is asked for the same one again. */
export const startRequest = (
  url: string,
  options: PageRequestOptions,
  target: TargetOptions,
): (() => Observable<Heard>) => {
  const key = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const beganAt = Date.now();
  let mayHaveArrived = false;
  const ask = async (signal: AbortSignal): Promise<Started> => {
    if (mayHaveArrived && Date.now() - beganAt > longestAsked)
      return { error: broken('it is too late to ask again'), isRefused: false };
    const response = await send(url, options, { method: 'POST', body: JSON.stringify(target), headers, signal }).catch(
      (error: unknown) => {
        mayHaveArrived = true;
        throw error;
      },
    );
    const location = response.headers.get('location');
    if (response.ok && location !== null) return { location: new URL(location, response.url || url).href };
    const said = await errorIn(response);
    const error = said ?? refusalOf(response);
    // A proxy's word is none of the server.
    if (said === undefined && isTransient(error)) {
      mayHaveArrived = true;
      throw error;
    }
    return { error, isRefused: !mayHaveArrived };
  };
  return () =>
    new Observable((subscriber) => {
      const controller = new AbortController();
      ask(controller.signal).then(
        (value) => {
          subscriber.next({ type: 'value', value });
          subscriber.next({ type: 'complete' });
        },
        (error: unknown) => {
          subscriber.error(error);
        },
      );
      return () => {
        controller.abort();
      };
    });
};
