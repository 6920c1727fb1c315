import { Observable, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { restartable, type Run } from '../../src/web/page/restartable.js';

/** A cold stream of which each subscription is a subject of its own. */
const cold = () => {
  const subscriptions: Subject<string>[] = [];
  const stream = new Observable<string>((subscriber) => {
    const subscription = new Subject<string>();
    subscriptions.push(subscription);
    return subscription.subscribe(subscriber);
  });
  return { stream, subscriptions };
};

describe('a stream that is started, cancelled and started again', () => {
  it('subscribes with each start, and with nothing else', () => {
    const { stream, subscriptions } = cold();
    const sync = restartable(stream);
    sync.subscribe(() => undefined)();
    sync.cancel();
    expect(subscriptions).toHaveLength(0);
    sync.start();
    expect(subscriptions).toHaveLength(1);
  });

  it('tells at once how it is, then each change, and its value stays at the end', () => {
    const { stream, subscriptions } = cold();
    const sync = restartable(stream);
    const told: Run<string>[] = [];
    sync.subscribe((run) => told.push(run));
    sync.start();
    subscriptions[0]?.next('a');
    subscriptions[0]?.complete();
    expect(told).toEqual([
      { isRunning: false, value: undefined },
      { isRunning: true, value: undefined },
      { isRunning: true, value: 'a' },
      { isRunning: false, value: 'a' },
    ]);
    expect(sync.getSnapshot()).toBe(told[3]);
    expect(sync.getSnapshot()).toBe(sync.getSnapshot());
  });

  it('tells nothing, and is the same object, where nothing changed', () => {
    const { stream, subscriptions } = cold();
    const sync = restartable(stream);
    const told: Run<string>[] = [];
    sync.subscribe((run) => {
      told.push(run);
      // As a component does, with what it is told.
      if (run.value !== undefined) sync.cancel();
    });
    const before = sync.getSnapshot();
    sync.cancel();
    expect(sync.getSnapshot()).toBe(before);
    sync.start();
    subscriptions[0]?.next('a');
    const after = sync.getSnapshot();
    sync.cancel();
    expect(sync.getSnapshot()).toBe(after);
    expect(told).toEqual([
      { isRunning: false, value: undefined },
      { isRunning: true, value: undefined },
      { isRunning: true, value: 'a' },
      { isRunning: false, value: 'a' },
    ]);
  });

  it('unsubscribes when it is cancelled, keeps its value, and begins anew without it', () => {
    const { stream, subscriptions } = cold();
    const sync = restartable(stream);
    sync.start();
    subscriptions[0]?.next('a');
    sync.cancel();
    expect(subscriptions[0]?.observed).toBe(false);
    expect(sync.getSnapshot()).toEqual({ isRunning: false, value: 'a' });
    sync.start();
    expect(sync.getSnapshot()).toEqual({ isRunning: true, value: undefined });
  });

  it('cancels what runs where it is started again', () => {
    const { stream, subscriptions } = cold();
    const sync = restartable(stream);
    sync.start();
    sync.start();
    expect(subscriptions.map(({ observed }) => observed)).toEqual([false, true]);
  });

  it('can be started again after an error, which nobody overhears', () => {
    vi.useFakeTimers();
    try {
      const { stream, subscriptions } = cold();
      const sync = restartable(stream);
      sync.start();
      subscriptions[0]?.error(new Error('a bug'));
      expect(sync.getSnapshot()).toEqual({ isRunning: false, value: undefined });
      expect(() => vi.runAllTimers()).toThrow('a bug');
      sync.start();
      expect(subscriptions[1]?.observed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});
