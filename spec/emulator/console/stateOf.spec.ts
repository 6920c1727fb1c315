import { describe, expect, it } from 'vitest';
import { most } from '../../../src/emulator/console/ConsoleState.js';
import { RequestList } from '../../../src/emulator/console/RequestList.js';
import { stateOf, type Shown } from '../../../src/emulator/console/stateOf.js';
import { viewOf } from '../../../src/emulator/console/viewOf.js';

const count = most.places + 50;

/** More sessions than are shown, each with a task that runs and one that is over, and as many contexts. */
const shown = (): Shown => {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const task = (status: string) => ({ status, contextId: 'c-0', path: '/', taskType: 'upload', finishTime: 0 });
  const sessions = numbers.map((number) => ({
    sessionId: `s-${number}`,
    imageId: 'image',
    status: 'RUNNING',
    mounts: [],
    tasks: [task('Running'), task('Success')],
  }));
  const contexts = numbers.map((number) => ({ id: `c-${number}`, name: `name-${number}`, state: 'available' }));
  return {
    service: { sessions: { all: () => sessions }, contexts: { all: () => contexts } },
    scopes: { journal: { entries: { requests: [] } }, faults: { active: [] } },
    requests: new RequestList(),
    actions: [],
  } as unknown as Shown;
};

describe('the state of the console', () => {
  it('counts all that is there, whatever is looked for and however much is shown', async () => {
    for (const query of ['', 'named=s-7', 'named=nothing', 'session=none', 'context=none']) {
      const { all } = await stateOf(shown(), viewOf(new URLSearchParams(query)));
      expect(all).toEqual({ sessions: count, contexts: count, unfinished: count });
    }
    const { sessions } = await stateOf(shown(), viewOf(new URLSearchParams('named=S-24')));
    expect(sessions.total).toBe(11);
  });
});
