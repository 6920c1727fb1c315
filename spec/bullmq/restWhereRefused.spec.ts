import { EventEmitter } from 'node:events';
import type { Worker } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { restWhereRefused } from '../../src/bullmq/restWhereRefused.js';

const refused = Object.assign(new Error('OOM command not allowed'), { name: 'ReplyError' });

describe('a worker whose Redis refuses what it asks for', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const begin = () => {
    const pause = vi.fn(() => Promise.resolve());
    const resume = vi.fn(() => Promise.resolve());
    const runner = Object.assign(new EventEmitter(), {
      pause,
      resume,
      closing: undefined as Promise<void> | undefined,
    });
    restWhereRefused(runner as unknown as Worker);
    return runner;
  };

  it('rests a second, however often it is refused, and goes on', () => {
    const runner = begin();
    for (let times = 0; times < 3; times++) runner.emit('error', refused);
    expect(runner.pause.mock.calls).toEqual([[true]]);
    vi.advanceTimersByTime(999);
    expect(runner.resume).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(runner.resume).toHaveBeenCalledOnce();
    runner.emit('error', refused);
    expect(runner.pause).toHaveBeenCalledTimes(2);
  });

  it('does not rest where the connection broke, which is waited for as it is', () => {
    const runner = begin();
    runner.emit('error', Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' }));
    expect(runner.pause).not.toHaveBeenCalled();
  });

  it('does not go on where it was closed meanwhile', () => {
    const runner = begin();
    runner.emit('error', refused);
    runner.closing = Promise.resolve();
    vi.advanceTimersByTime(1000);
    expect(runner.resume).not.toHaveBeenCalled();
  });
});
