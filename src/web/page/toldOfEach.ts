import { from, map, mergeMap, of, takeWhile, timeout, type Observable } from 'rxjs';
import type { LocationMessage } from '../locations.js';
import type { Heard } from './Heard.js';
import { refusalOf } from './pageRequest.js';
import type { Told } from './reconnecting.js';

/** What is told of one of several syncs. */
export interface ToldOfOne {
  readonly location: string;
  readonly told: Told;
}

/** What a connection tells of each of its syncs, as values. */
export const toldOfEach = (
  locations: readonly string[],
  heard: Observable<Heard>,
  silence: number,
): Observable<Heard> =>
  heard.pipe(
    timeout({ each: silence }),
    takeWhile(({ type }) => type !== 'complete', true),
    mergeMap((said): Observable<Heard> => {
      const told =
        said.type === 'value'
          ? of(toldOfOne(said.value as LocationMessage))
          : said.type === 'complete'
            ? from(locations.map((location): ToldOfOne => ({ location, told: { isComplete: true } })))
            : undefined;
      return told?.pipe(map((value) => ({ type: 'value', value }))) ?? of(said);
    }),
  );

const toldOfOne = ({ location, snapshot, status }: LocationMessage): ToldOfOne => ({
  location,
  told: status === undefined ? { value: snapshot } : { error: refusalOf({ status }) },
});
