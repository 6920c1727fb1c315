import { expect, it } from 'vitest';
import { newCheckpoint } from '../../src/index.js';
import { sessionStep } from '../../src/bullmq/sessionStep.js';
import { emulated, mountPath } from '../support/emulated.js';

it('what one sync of a session did is kept, whatever became of another', async () => {
  const { session, context, emulator } = await emulated();
  const checkpoint = newCheckpoint({ contextId: context.id, path: mountPath, retryInterval: 50 });
  const states = new Map([
    ['lost', { checkpoint }],
    ['kept', { checkpoint }],
  ]);
  const lost = new Error('not saved');
  const save = (id: string) => (id === 'lost' ? Promise.reject(lost) : Promise.resolve());
  const taken = () => Promise.resolve(true);
  const { changed, failures } = await sessionStep(() => session.context, states, 0, save, taken);
  expect(failures).toEqual([lost]);
  expect([...changed].map(([id, state]) => [id, state.checkpoint?.phase])).toEqual([['kept', 'following']]);
  emulator.verify('SyncContext', 1);
});

it('a sync whose turn could not be taken is tried again: nothing is wrong with what was kept', async () => {
  const { session, emulator } = await emulated();
  const states = new Map([['one', { checkpoint: newCheckpoint({ retryInterval: 50 }) }]]);
  const away = new Error('Redis was away');
  const noTurn = () => Promise.reject(away);
  const { changed, failures } = await sessionStep(
    () => session.context,
    states,
    0,
    () => Promise.resolve(),
    noTurn,
  );
  expect([failures, [...changed]]).toEqual([[away], []]);
  emulator.verify('SyncContext', 0);
});
