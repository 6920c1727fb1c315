import type { Observable } from 'rxjs';
import { splitSignal, type AbortOptions } from './AbortOptions.js';
import { toPromise } from './toPromise.js';

/** The same parameters, with `signal` among the last one's options. */
export type WithSignal<Args extends unknown[]> = {
  [Key in keyof Args]: Key extends LastKey<Args> ? Args[Key] & AbortOptions : Args[Key];
};

type LastKey<Args extends unknown[]> = Required<Args> extends [unknown, ...infer Rest] ? `${Rest['length']}` : never;

/** What a stream of such values can end with: where they say `done`, one that is. */
export type Last<T> = Exclude<T, { readonly done: false }>;

/** Makes `X` of `X$`: the same arguments, with `signal` among the options, and a promise of the stream's last value. */
export const promised =
  <Args extends unknown[], T>(stream: (...args: Args) => Observable<T>) =>
  async (...args: WithSignal<Args>): Promise<Last<T>> => {
    // The options come last, where there are any.
    const { value: signal, options } = splitSignal(args.at(-1));
    const streamArgs = (args.length === 0 ? [] : [...args.slice(0, -1), options]) as Args;
    return toPromise(stream(...streamArgs) as Observable<Last<T>>, { signal });
  };
