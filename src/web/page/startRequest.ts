import type { Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { TargetOptions } from '../../model/sync/SyncOptions.js';
import { fromAsync } from './fromAsync.js';
import type { Heard } from './Heard.js';
import { mayPass } from './pageError.js';
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
  const key = crypto.getRandomValues(new Uint32Array(4)).join('-');
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
    if (said === undefined && mayPass(error)) {
      mayHaveArrived = true;
      throw error;
    }
    return { error, isRefused: !mayHaveArrived };
  };
  return () =>
    fromAsync(async (subscriber, signal) => {
      subscriber.next({ type: 'value', value: await ask(signal) });
      subscriber.next({ type: 'complete' });
    });
};
