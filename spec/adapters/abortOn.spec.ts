import { getEventListeners } from 'node:events';
import { NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { abortOn } from '../../src/adapters/abortOn.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

/** What happens to a stream that is aborted with a signal. */
const watch = (signal: AbortSignal, log: string[], name: string, source: Observable<unknown> = NEVER) =>
  source.pipe(abortOn(signal)).subscribe({
    error: (reason: unknown) => log.push(`${name} ${String(reason)}`),
    complete: () => log.push(`${name} completed`),
  });

describe('abortOn', () => {
  it('listens once to a signal, however many streams end with it', async () => {
    const warnings: unknown[] = [];
    const remember = (warning: unknown) => warnings.push(warning);
    process.on('warning', remember);
    onTestFinished(() => void process.off('warning', remember));
    const { signal } = new AbortController();
    const subscriptions = Array.from({ length: 50 }, () => watch(signal, [], ''));
    expect(listeners(signal)).toBe(1);
    await new Promise(setImmediate);
    expect(warnings).toEqual([]);
    for (const subscription of subscriptions.slice(1)) subscription.unsubscribe();
    expect(listeners(signal)).toBe(1);
    subscriptions[0]?.unsubscribe();
    expect(listeners(signal)).toBe(0);
    watch(signal, [], '').unsubscribe();
    expect(listeners(signal)).toBe(0);
  });

  it('leaves no listener behind, however the streams end', () => {
    const { signal } = new AbortController();
    const log: string[] = [];
    watch(signal, log, 'one', of(1));
    watch(
      signal,
      log,
      'two',
      throwError(() => new Error('x')),
    );
    expect(log).toEqual(['one completed', 'two Error: x']);
    expect(listeners(signal)).toBe(0);
  });

  it('ends all at once, in their order, with the reason of the signal', () => {
    const controller = new AbortController();
    const log: string[] = [];
    const sources = ['one', 'two', 'three'].map((name) => {
      const source = new Subject();
      watch(controller.signal, log, name, source);
      return source;
    });
    controller.signal.addEventListener('abort', () => log.push('mine'));
    sources[1]?.complete();
    controller.abort('enough');
    expect(log).toEqual(['two completed', 'one enough', 'three enough', 'mine']);
    expect(sources.map(({ observed }) => observed)).toEqual([false, false, false]);
    expect(listeners(controller.signal)).toBe(1);
  });

  it('tells nobody who left while the others were told, and everybody who came', () => {
    const controller = new AbortController();
    const log: string[] = [];
    const stopsTwo = NEVER.pipe(abortOn(controller.signal)).subscribe({
      error: () => {
        two.unsubscribe();
        watch(controller.signal, log, 'late');
      },
    });
    const two = watch(controller.signal, log, 'two');
    watch(controller.signal, log, 'three');
    controller.abort('enough');
    expect(stopsTwo.closed).toBe(true);
    expect(log).toEqual(['late enough', 'three enough']);
  });

  it('heeds a signal that is aborted by what a stream emits at once', () => {
    const controller = new AbortController();
    const log: string[] = [];
    watch(
      controller.signal,
      log,
      'one',
      new Observable((subscriber) => {
        controller.abort('enough');
        subscriber.complete();
      }),
    );
    expect(log).toEqual(['one enough']);
  });

  it('keeps signals apart', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const log: string[] = [];
    watch(one.signal, log, 'one');
    watch(two.signal, log, 'two');
    two.abort('enough');
    expect(log).toEqual(['two enough']);
    expect(listeners(one.signal)).toBe(1);
  });
});
