import { Subscription, type Observable } from 'rxjs';
import type { Frame } from './frames.js';

/**
 * What is written to who reads it, when he reads: of the states that came meanwhile the newest of each thing, and always the end. It is
 * subscribed at the first read, until all is told, or nobody reads any more.
 */
export const newestStream = (frames: Observable<Frame>, signal?: AbortSignal): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  const reading = new Subscription();
  const unread = new Map<string, string>();
  let isOver = false;
  let hasBegun = false;
  let whenTold: (() => void) | undefined;

  const tell = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (whenTold === undefined || (unread.size === 0 && !isOver)) return;
    const text = [...unread.values()].join('');
    unread.clear();
    if (text !== '') controller.enqueue(encoder.encode(text));
    if (isOver) controller.close();
    whenTold();
    whenTold = undefined;
  };
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    hasBegun = true;
    const end = (): void => {
      reading.unsubscribe();
      isOver = true;
      tell(controller);
    };
    if (signal?.aborted) {
      end();
      return;
    }
    signal?.addEventListener('abort', end, { once: true });
    reading.add(() => signal?.removeEventListener('abort', end));
    reading.add(
      frames.subscribe({
        next: ({ kind, of = '', text }) => {
          unread.set(kind + of, text);
          tell(controller);
        },
        complete: end,
        error: end,
      }),
    );
  };

  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        new Promise((resolve) => {
          whenTold = resolve;
          if (!hasBegun) begin(controller);
          tell(controller);
        }),
      cancel: () => {
        reading.unsubscribe();
      },
    },
    // Nothing is written ahead: it would be old by the time that it is read.
    { highWaterMark: 0 },
  );
};
