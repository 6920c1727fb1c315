import { describe, expect, it } from 'vitest';
import { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import { hasFailed, isFinished, hasSucceeded } from '../../../src/model/tasks/taskStatus.js';
import { succeeded, task } from '../../support/tasks.js';

describe('ContextStatusData', () => {
  it('decodes a whole entry, and drops what it does not know', () => {
    expect(ContextStatusData.decode({ ...succeeded(), more: 1 })).toEqual({ _tag: 'Right', right: succeeded() });
  });

  it('reads what is absent or null as blank', () => {
    const blank = { ...task({ contextId: 'c' }), path: '', status: '', startTime: 0, taskType: '' };
    expect(ContextStatusData.decode({ contextId: 'c', path: null, startTime: null })).toEqual({
      _tag: 'Right',
      right: blank,
    });
  });

  it.each([null, undefined, 'text', 7, [], { contextId: 7 }, { startTime: 'soon' }, { finishTime: Infinity }])(
    'does not decode %j',
    (input) => {
      expect(ContextStatusData.decode(input)._tag).toBe('Left');
    },
  );

  it('recognises its own', () => {
    expect(ContextStatusData.is(task())).toBe(true);
    expect(ContextStatusData.is({})).toBe(false);
  });
});

describe('the status of a task', () => {
  it.each([
    ['Success', true, false],
    ['success', true, false],
    ['SUCCESS', true, false],
    ['Failed', false, true],
    ['failed', false, true],
    ['Succeeded', false, false],
    ['completed', false, false],
    ['Pending', false, false],
    ['', false, false],
  ])('%s', (status, success, failure) => {
    expect([hasSucceeded({ status }), hasFailed({ status })]).toEqual([success, failure]);
    expect(isFinished({ status })).toBe(success || failure);
  });
});
