import { map, of, type Observable, type OperatorFunction } from 'rxjs';
import { failure, type Failure } from '../../model/results/Result.js';
import { catchContextError } from './catchContextError.js';

/** Makes a result of each answer, and of an error of the family too. Foreign errors are bugs and stay errors. */
export const toResult =
  <A, R>(ok: (answer: A) => R): OperatorFunction<A, R | Failure> =>
  (source: Observable<A>) =>
    source.pipe(
      map(ok),
      catchContextError((error) => of(failure(error))),
    );
