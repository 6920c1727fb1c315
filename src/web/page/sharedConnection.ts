import {
  audit,
  BehaviorSubject,
  concatMap,
  defer,
  filter,
  map,
  merge,
  mergeMap,
  Observable,
  share,
  startWith,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { mostLocations } from '../locations.js';
import type { Heard } from './Heard.js';
import { reconnecting, type ReconnectOptions, type Told } from './reconnecting.js';
import { toldOfEach, type ToldOfOne } from './toldOfEach.js';

/**
 * Follows several syncs over one connection, for as long as somebody follows one of them. It is opened anew where others are followed
 * than before, after a moment in which more may come, and the old one is closed when the new one says something: the server follows
 * all the while.
 *
 *     wanted   a--ab------a-|
 *     open a   --a---|
 *     open ab      --ab------|
 *     open a                --a|
 */
export const sharedConnection = (
  open: (locations: readonly string[]) => Observable<Heard>,
  limits: ReconnectOptions,
): ((location: string) => Observable<Told>) => {
  const followers = new Set<{ readonly location: string }>();
  const changed = new Subject<void>();
  const openAll = (): Observable<Heard> => {
    const wanted = [...new Set([...followers].map(({ location }) => location))];
    return merge(...partsOf(wanted).map((locations) => toldOfEach(locations, open(locations), limits.silence)));
  };
  const connection = reconnecting(() => changed.pipe(startWith(undefined), overlapping(openAll)), limits).pipe(share());

  return (location) =>
    new Observable((subscriber) => {
      const follower = { location };
      let isOver = false;
      followers.add(follower);
      subscriber.add(() => {
        followers.delete(follower);
        // Of one that is over nothing more comes.
        if (!isOver) changed.next();
      });
      const own = connection.pipe(
        filter((told) => !('value' in told) || (told.value as ToldOfOne).location === location),
        map((told) => ('value' in told ? (told.value as ToldOfOne).told : told)),
        tap((told) => {
          isOver = 'value' in told ? (told.value as { readonly done?: unknown }).done === true : !('warning' in told);
        }),
      );
      subscriber.add(own.subscribe(subscriber));
      changed.next();
    });
};

/** How long is waited for others that are followed at the same time, in ms. */
const gathering = 50;

/** How long an address may be, in letters: a server takes 16 kB of headers, and what stands before it may take less. */
const longestAddress = 6000;

/** As many for each request as it may have, and its address has room for. */
const partsOf = (locations: readonly string[]): readonly (readonly string[])[] => {
  const parts: string[][] = [];
  let length = Infinity;
  for (const location of locations) {
    const own = encodeURIComponent(location).length + '&location='.length;
    const last = parts.at(-1);
    length += own;
    if (last !== undefined && last.length < mostLocations && length <= longestAddress) last.push(location);
    else {
      parts.push([location]);
      length = own;
    }
  }
  return parts;
};

/**
 * Opens anew where something changed. The one before is heard until the new one says something, and until then there is no third one:
 * a browser has few.
 */
const overlapping =
  (open: () => Observable<Heard>) =>
  (changes: Observable<unknown>): Observable<Heard> =>
    defer(() => {
      const heard = new Subject<number>();
      const isOpening = new BehaviorSubject(false);
      return changes.pipe(
        audit(() =>
          timer(gathering).pipe(
            concatMap(() => isOpening),
            filter((opening) => !opening),
          ),
        ),
        mergeMap((_, index) => {
          isOpening.next(true);
          return open().pipe(
            tap(() => {
              heard.next(index);
              isOpening.next(false);
            }),
            takeUntil(heard.pipe(filter((newest) => newest > index))),
          );
        }),
      );
    });
