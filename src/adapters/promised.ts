import type { Observable } from 'rxjs';
import type { AbortOptions } from './AbortOptions.js';
import { toPromise } from './toPromise.js';

/** The same parameters, with `signal` among the last one's options. */
export type WithSignal<Args extends unknown[]> = {
  [Key in keyof Args]: Key extends LastKey<Args> ? Args[Key] & AbortOptions : Args[Key];
};

type LastKey<Args extends unknown[]> = Required<Args>['length'] extends 1 ? '0' : '1';

/** Makes `X` of `X$`: the same arguments, with `signal` among the options, and a promise of the stream's last value. */
export const promised =
  <Args extends unknown[], T>(stream: (...args: Args) => Observable<T>) =>
  async (...args: WithSignal<Args>): Promise<T> =>
    toPromise(stream(...(args as unknown as Args)), optionsIn(args));

const optionsIn = (args: readonly unknown[]): AbortOptions => {
  const last = args.at(-1);
  return typeof last === 'object' && last !== null ? last : {};
};
