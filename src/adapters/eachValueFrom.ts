import { Subject, takeUntil, type Observable } from 'rxjs';

/**
 * The values of any stream for `for await`, none left out: what is emitted while the loop is busy waits. The stream is subscribed
 * at the first read, and unsubscribed at once when the loop is left. Its error is thrown in the loop, after the values before it.
 *
 * @example
 * ```ts
 * import { AGB, eachValueFrom, throwOnFailure } from 'rx-context-sync';
 *
 * const { context } = new AGB().session('s-1');
 * for await (const { state, progress } of eachValueFrom(context.sync$().pipe(throwOnFailure()))) {
 *   console.log(state, `${progress.finished} of ${progress.total} tasks`);
 * }
 * ```
 */
export const eachValueFrom = <T>(stream: Observable<T>): AsyncIterable<T> => ({
  [Symbol.asyncIterator]: () => iterate(stream),
});

/** An Observable that `for await` reads, too: each loop is one subscription. What is piped from it needs {@link eachValueFrom}. */
export interface IterableObservable<T> extends Observable<T>, AsyncIterable<T> {}

/** The same stream, which must be nobody else's, with its values for `for await`. */
export const iterable = <T>(stream: Observable<T>): IterableObservable<T> =>
  Object.defineProperty(stream, Symbol.asyncIterator, { value: () => iterate(stream) }) as IterableObservable<T>;

/** One who waits for the next value. */
interface Read<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

// No async generator: one that waits for a value could not be left before that comes.
const iterate = <T>(stream: Observable<T>): AsyncIterator<T, undefined> => {
  // What came, and what is read next, the first one last: of many values `shift` is slow.
  const values: T[] = [];
  let turned: T[] = [];
  const reads: Read<T>[] = [];
  // Known before the stream is subscribed: what that does at once may already leave the loop, or read on.
  const left = new Subject<void>();
  let isSubscribed = false;
  let failure: { readonly error: unknown } | undefined;
  let isOver = false;

  const finish = (): void => {
    isOver = true;
    for (const { resolve } of reads.splice(0)) resolve(over);
  };
  const subscribe = (): void => {
    isSubscribed = true;
    stream.pipe(takeUntil(left)).subscribe({
      next: (value) => {
        const read = reads.shift();
        if (read) read.resolve({ done: false, value });
        else values.push(value);
      },
      error: (error: unknown) => {
        const read = reads.shift();
        if (read) read.reject(error);
        else failure = { error };
        finish();
      },
      complete: finish,
    });
  };
  return {
    next: async () => {
      if (!isSubscribed && !isOver) subscribe();
      if (turned.length === 0) turned = values.splice(0).reverse();
      if (turned.length > 0) return { done: false, value: turned.pop() as T };
      if (failure !== undefined) {
        const { error } = failure;
        failure = undefined;
        throw error;
      }
      return isOver
        ? over
        : new Promise<IteratorResult<T, undefined>>((resolve, reject) => reads.push({ resolve, reject }));
    },
    return: () => {
      left.next();
      values.length = 0;
      turned = [];
      failure = undefined;
      finish();
      return Promise.resolve(over);
    },
  };
};

const over = { done: true, value: undefined } as const;
