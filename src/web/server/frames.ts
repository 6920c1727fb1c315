import { catchError, concat, endWith, interval, map, of, switchMap, takeWhile, type Observable } from 'rxjs';
import { endId, eventNames } from '../eventNames.js';
import { pageJson } from './pageJson.js';

/** A piece of an event stream. Of states only the newest counts, and of comments one is enough; the end comes after all. */
export interface Frame {
  readonly kind: 'comment' | 'state' | 'end';
  /** What it is a state of, where a stream tells of several things. */
  readonly of?: string | undefined;
  readonly text: string;
}

/** How an event stream is kept open, and found again. */
export interface FrameOptions {
  /** How often it says something, in ms, where there is nothing to say. */
  readonly heartbeat: number;
  /** What a page is told to wait before it connects again, in ms. */
  readonly retry: number;
}

/**
 * The frames of a stream of states: each is a message whose id is the number of its poll, and the end is an event of its own.
 *
 *     values     a-------b|
 *     frames  r--a---c---(b|)
 */
export const framesOf = (
  values: Observable<unknown>,
  { heartbeat, retry }: FrameOptions,
  thingOf: (value: unknown) => string | undefined = () => undefined,
): Observable<Frame> => {
  const comments = interval(heartbeat).pipe(map((): Frame => ({ kind: 'comment', text: ':\n\n' })));
  const states = values.pipe(
    map((value, index): Frame => ({
      kind: 'state',
      of: thingOf(value),
      text: `id: ${numberOf(value, index)}\ndata: ${pageJson(value)}\n\n`,
    })),
    endWith(endFrame(eventNames.complete)),
    // What went wrong is the server's affair: it may hold anything.
    catchError(() => of(endFrame(eventNames.failed))),
  );
  return concat(of<Frame>({ kind: 'comment', text: `retry: ${retry}\n\n` }), states).pipe(
    switchMap((frame) => (frame.kind === 'end' ? of(frame) : concat(of(frame), comments))),
    takeWhile(({ kind }) => kind !== 'end', true),
  );
};

/** That of the poll that a snapshot shows, or else its own. */
const numberOf = (value: unknown, index: number): number =>
  typeof value === 'object' && value !== null && 'polls' in value ? Number(value.polls) : index + 1;

const endFrame = (event: string): Frame => ({ kind: 'end', text: `id: ${endId}\nevent: ${event}\ndata:\n\n` });
