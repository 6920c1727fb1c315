import { asyncScheduler, defer, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { expect } from 'vitest';
import type { PollPlan } from '../../src/model/options/PollPlan.js';

/** Runs marbles in virtual time: one character is one millisecond. */
export const inVirtualTime = (run: (helpers: RunHelpers) => void): void => {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run);
};

/** The time, which is virtual there. */
export const virtualNow = (): number => asyncScheduler.now();

/** A request that is answered in turn, the last answer for ever. */
export const inTurn = <T>(answers: readonly Observable<T>[]): Observable<T> => {
  let asked = 0;
  return defer(() => answers[Math.min(asked++, answers.length - 1)] as Observable<T>);
};

/** The same, with the answers as marbles; an error is that of the same place. */
export const answersIn = <T>(
  { cold }: RunHelpers,
  answers: readonly string[],
  values: Readonly<Record<string, T>>,
  errors: readonly Error[] = [],
): Observable<T> => inTurn(answers.map((marbles, index) => cold(marbles, values, errors[index])));

/** A poll each 5 ms, for 30 ms. */
export const brisk: PollPlan = { retryInterval: 5, timeout: 30, requestTimeout: 60_000 };
