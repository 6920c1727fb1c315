import { catchError, map, merge, of, type Observable } from 'rxjs';
import { mostLocations, type LocationMessage } from '../locations.js';
import { plain } from './refusals.js';

/** What is told of a sync; or the answer to a request that may not see it. */
export type Followed = Observable<unknown> | Response;

/**
 * What one request is told of several syncs, by the parameters `location` that it has. Each counts as a request of its own, which is
 * asked for with the headers of this one: who may see what is decided as if it had come alone.
 */
export const followTogether = async (
  request: Request,
  locations: readonly string[],
  follow: (request: Request) => Promise<Followed>,
): Promise<Followed> => {
  if (locations.length > mostLocations) return plain(414);
  const { url, headers, signal } = request;
  const followed = await Promise.all(
    [...new Set(locations)].map(async (location) => {
      const address = new URL(url);
      address.search = location;
      return [location, await follow(new Request(address, { headers, signal }))] as const;
    }),
  );
  const trouble = followed.find(([, one]) => isAnswer(one) && one.status >= 500);
  return trouble?.[1] ?? merge(...followed.map(([location, one]) => messagesOf(location, one)));
};

/** What a message tells of. */
export const locationOf = (message: unknown): string => (message as LocationMessage).location;

/** Whether it is refused. */
export const isAnswer = (followed: Followed): followed is Response => 'status' in followed;

const messagesOf = (location: string, followed: Followed): Observable<LocationMessage> =>
  isAnswer(followed)
    ? of({ location, status: followed.status })
    : followed.pipe(
        map((snapshot) => ({ location, snapshot })),
        // What went wrong is the server's affair.
        catchError(() => of({ location, status: 500 })),
      );
