import { expect, it } from 'vitest';
import { merge, toArray } from 'rxjs';
import type { SyncAdvance } from '../../../../src/model/sync/SyncCheckpoint.js';
import { advance } from '../../../../src/streams/sync/steps/advance.js';
import { newOne, onStepBench } from '../../../support/stepBench.js';
import { succeeded, task } from '../../../support/tasks.js';

const all = [newOne({ contextId: 'a', path: '/a' }), newOne({ contextId: 'b', path: '/b' }), newOne()];

it('syncs of one session that are advanced at one moment read its list together, and each is told its own', () => {
  const [a, b] = [task({ contextId: 'a', path: '/a' }), succeeded({ contextId: 'b', path: '/b' })];
  onStepBench({ status: ['-o', '-n', '-n'], answers: { o: [], n: [a, b] } }, ({ means, pass, sent }) => {
    const together = (checkpoints: readonly unknown[]): readonly SyncAdvance[] => {
      let gave: readonly SyncAdvance[] = [];
      merge(...checkpoints.map((one) => advance(means(), one, () => undefined)))
        .pipe(toArray())
        .subscribe((each) => (gave = each));
      pass(0);
      return gave;
    };
    const nextOf = (gave: readonly SyncAdvance[]) => gave.map(({ next }) => next);
    const ready = together(all);
    expect(sent).toEqual(['status 0-1']);
    const triggered = together(nextOf(ready));
    expect(sent.slice(1)).toEqual(['trigger 1-1', 'trigger 1-1', 'trigger 1-1']);
    const polled = together(nextOf(triggered));
    expect(sent.slice(4)).toEqual(['status 1-2']);
    expect(polled.map(({ snapshot }) => snapshot?.state).sort()).toEqual(['running', 'running', 'succeeded']);
  });
});

it('one that leaves takes nothing from the others', () => {
  onStepBench({ status: ['----e'] }, ({ means, pass, sent }) => {
    const gave: SyncAdvance[] = [];
    const [first, ...others] = all.map((one) =>
      advance(means(), one, () => undefined).subscribe((value) => gave.push(value)),
    );
    first?.unsubscribe();
    pass(10);
    expect(others).toHaveLength(gave.length);
    expect(sent).toEqual(['status 0-4']);
  });
});
