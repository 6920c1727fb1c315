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
      // What goes wrong with one is not for pages, and nothing to the others.
      const one = await follow(new Request(address, { headers, signal })).catch(() => plain(500));
      return [location, one] as const;
    }),
  );
  // What all of them meet is about this server.
  const [[, first] = []] = followed;
  if (first && followed.every(([, one]) => isAnswer(one) && one.status >= 500)) return first;
  return merge(...followed.map(([location, one]) => messagesOf(location, one)));
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
