import type { Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { Held } from './Held.js';

/** What is polled for. The functions are pure. */
export interface PollTarget<Seen, Reading> {
  /** The stream that polls, for its `TimedOut`. */
  readonly operation: string;
  /** One request: cold, and its errors are of the family. It may be held before it is sent. */
  readonly read: Observable<Reading | Held>;
  /** What is known before the first poll. */
  readonly first: Seen;
  /** Adds what a good poll showed. */
  readonly take: (seen: Seen, reading: Reading, at: PollMoment) => Seen;
  /** The end, if what was seen proves one. */
  readonly endOf: (seen: Seen) => PollEnd | undefined;
  /** What failed already, which tells more than that we stopped polling. `cause` is why we did. */
  readonly failureIn?: (seen: Seen, cause: ContextError | undefined) => ContextError | undefined;
  /** Why it is not known whether it was begun, for the error that it may end with. */
  readonly lost?: ContextError | undefined;
}

/** When something was seen. */
export interface PollMoment {
  /** Polls made, the failed ones included. */
  readonly polls: number;
  /** Milliseconds since the service took the request, at the last poll. It never falls. */
  readonly elapsed: number;
  /** The last poll came sooner after the one before than the interval, for others tick then. */
  readonly isEarly?: boolean;
}

/** How it ended: well where there is no error. */
export interface PollEnd {
  readonly error?: ContextError;
}
