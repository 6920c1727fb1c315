import { NEVER, timer } from 'rxjs';
import { expect, it } from 'vitest';
import { trouble } from '../../../support/errors.js';
import { newOne, onStepBench } from '../../../support/stepBench.js';

const hanging = { status: ['-'], trigger: ['-'] };
const stopAt = 7;

it.each([
  ['the baseline', 'new', hanging, ['status 0-7!']],
  ['the trigger', 'ready', { ...hanging, status: ['e'] }, ['trigger 0-7!']],
  ['a poll', 'following', { ...hanging, status: ['e', '-'], trigger: ['a'] }, ['status 0-7!']],
  ['a poll of one that was found so', 'triggering', { status: ['e', '-'] }, ['status 0-7!']],
])('who leaves cancels %s, and nothing is given', (_, phase, script, sent) => {
  onStepBench(script, ({ take, walk, now }) => {
    const ready = phase === 'new' ? undefined : take(newOne()).gave?.next;
    const following = phase === 'following' ? walk(ready, { most: 1 }).at(-1)?.gave?.next : undefined;
    const at = { new: newOne(), ready, following, triggering: { ...ready, phase } }[phase];
    expect(take(at, { stopAt })).toEqual({ sent });
    // No timer is left that would go on to the deadline.
    expect(now()).toBe(stopAt);
  });
});

it('who leaves while it is saved sends nothing later', () => {
  onStepBench({}, ({ take, pass, now, sent }) => {
    const ready = take(newOne()).gave?.next;
    const save = () => timer(20);
    expect(take(ready, { save, stopAt })).toEqual({ sent: [] });
    expect(take(ready, { save: () => NEVER, stopAt })).toEqual({ sent: [] });
    pass(100);
    expect(sent).toEqual(['status 0-0']);
    expect(now()).toBe(2 * stopAt + 100);
  });
});

it('who leaves a step that waits for its turn leaves the queue', () => {
  onStepBench({ status: ['-t', 'e'], answers: { t: trouble.rateLimited(50) } }, ({ take, pass, sent }) => {
    take(newOne());
    // It is told of the pause at once: there is nothing to wait for, nor to leave.
    expect(take(newOne(), { stopAt }).gave).toMatchObject({ delay: 50 });
    pass(100);
    expect(sent).toEqual(['status 0-1']);
  });
});
