import { of, type Observable } from 'rxjs';
import { longestDelay } from '../../model/options/timerRange.js';
import { pageError } from './pageError.js';
import type { ReconnectOptions, Told } from './reconnecting.js';
import type { RemoteOptions } from './RemoteOptions.js';

/** Follows something at an address, within the limits that are given. Where one of them is wrong, nothing is sent. */
export const checked = (
  [name, url]: readonly [name: 'url' | 'location', url: string | URL],
  { silence = 20_000, reconnectTimeout = 300_000 }: RemoteOptions,
  follow: (address: string, limits: ReconnectOptions) => Observable<Told>,
): Observable<Told> => {
  const limits = { silence, reconnectTimeout };
  const address = addressOf(url);
  if (address === undefined) return wrong(name, 'must be a URL of http or https, whole where there is no page');
  for (const [option, ms] of Object.entries(limits))
    if (!(ms >= 1 && ms <= longestDelay))
      return wrong(option, `must be a number of milliseconds from 1 to ${longestDelay}`);
  return follow(address, limits);
};

/** What a page is told whose option is wrong. */
export const wrong = (option: string, rule: string): Observable<Told> => {
  const message = `\`${option}\` ${rule}`;
  return of({ error: pageError({ _tag: 'InvalidRequest', option, rule, message }), isRefused: true });
};

/** Where a request goes; undefined where none can, for `fetch` would say no more than that it failed. */
export const addressOf = (url: string | URL, base = addressOfPage()): string | undefined => {
  try {
    const { href, protocol, username, password } = new URL(url, base);
    return /^https?:$/.test(protocol) && username + password === '' ? href : undefined;
  } catch {
    return undefined;
  }
};

const addressOfPage = (): string | undefined => {
  const { document, location } = globalThis as { readonly document?: Document; readonly location?: Location };
  return document?.baseURI ?? location?.href;
};
