import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { succeeded } from '../support/tasks.js';

const blank: ContextStatusData = {
  contextId: '',
  path: '',
  errorMessage: '',
  status: '',
  startTime: 0,
  finishTime: 0,
  taskType: '',
};
const one = succeeded();
const good = { type: 'data', data: JSON.stringify([one]) };
const outer = (...entries: unknown[]): string => JSON.stringify(entries);
const inner = (data: unknown): string => outer({ type: 'data', data });

type Row = readonly [what: string, input: unknown, expected: readonly ContextStatusData[] | 'unreadable'];

// The rows of docs/protocol.md, section 5.2, decided by rule 5: what cannot be read whole is never an empty list.
const rows: readonly Row[] = [
  ['well formed', inner(JSON.stringify([one])), [one]],
  ['absent', undefined, []],
  ['null', null, []],
  ['an empty string', '', []],
  ['outer "[]"', '[]', []],
  ['a real empty array', [], []],
  ['inner "[]"', inner('[]'), []],
  ['outer not JSON', 'Ready', 'unreadable'],
  ['outer "{}"', '{}', 'unreadable'],
  ['outer "null"', 'null', 'unreadable'],
  ['outer a number', 7, 'unreadable'],
  ['outer an object', { type: 'data' }, 'unreadable'],
  ['outer cut short', inner(JSON.stringify([one])).slice(0, -3), 'unreadable'],
  ['outer a real array', [good], [one]],
  ['inner a real array', inner([one]), [one]],
  ['inner ""', inner(''), 'unreadable'],
  ['inner not JSON', inner('x'), 'unreadable'],
  ['inner cut short', inner(JSON.stringify([one]).slice(0, -3)), 'unreadable'],
  ['inner key missing', outer({ type: 'data' }), 'unreadable'],
  ['inner null', inner(null), 'unreadable'],
  ['inner "null"', inner('null'), 'unreadable'],
  ['inner "{}"', inner('{}'), 'unreadable'],
  ['good entry then bad inner', outer(good, { type: 'data', data: 'x' }), 'unreadable'],
  ['bad inner then good entry', outer({ type: 'data', data: 'x' }, good), 'unreadable'],
  ['several good entries', outer(good, good), [one, one]],
  ['no type', outer({ data: good.data }), 'unreadable'],
  ['only another type', outer({ type: 'other', data: good.data }), 'unreadable'],
  ['another type beside a good entry', outer({ type: 'other', data: 'x' }, good), [one]],
  ['null inside the outer list', outer(null), 'unreadable'],
  ['null inside the inner list', inner(JSON.stringify([one, null])), 'unreadable'],
  ['item with only contextId', inner('[{"contextId":"c"}]'), [{ ...blank, contextId: 'c' }]],
  ['item fields null', inner('[{"contextId":null,"status":null,"startTime":null}]'), [blank]],
  ['item with extra keys', inner(JSON.stringify([{ ...one, more: 1 }])), [one]],
  ['startTime as text', inner('[{"startTime":"1600000000"}]'), [{ ...blank, startTime: 1_600_000_000 }]],
  ['startTime as other text', inner('[{"startTime":"soon"}]'), 'unreadable'],
  ['startTime as blank text', inner('[{"startTime":" "}]'), 'unreadable'],
  ['status a number', inner('[{"status":1}]'), 'unreadable'],
];

describe('StatusString', () => {
  it.each(rows)('decodes: %s', (_, input, expected) => {
    const decoded = StatusString.decode(input);
    expect(decoded._tag === 'Right' ? decoded.right : 'unreadable').toEqual(expected);
  });

  it('tells the place of what it cannot read', () => {
    const decoded = StatusString.decode(outer(good, { type: 'data', data: '[{"status":1}]' }));
    const [error] = decoded._tag === 'Left' ? decoded.left : [];
    expect(error?.context.map((entry) => entry.key).filter(Boolean)).toEqual(['1', 'data', '0', 'status']);
  });

  it.each([
    ['status', 1, 'string'],
    ['startTime', 'soon', 'Unix seconds'],
    ['finishTime', true, 'Unix seconds'],
  ])('tells what %s should be', (field, value, expected) => {
    const decoded = StatusString.decode(inner(JSON.stringify([{ [field]: value }])));
    const [error] = decoded._tag === 'Left' ? decoded.left : [];
    expect(error?.context.at(-1)?.type.name).toBe(expected);
  });

  it('decodes what it encodes', () => {
    const item = fc.record<ContextStatusData>({
      contextId: fc.string(),
      path: fc.string(),
      errorMessage: fc.string(),
      status: fc.string(),
      startTime: fc.nat(),
      finishTime: fc.nat(),
      taskType: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(item), (list) => {
        expect(StatusString.decode(StatusString.encode(list))).toEqual({ _tag: 'Right', right: list });
      }),
    );
  });

  it('encodes twice, as the services do', () => {
    expect(StatusString.encode([blank])).toBe(
      '[{"type":"data","data":"[{\\"contextId\\":\\"\\",\\"path\\":\\"\\",\\"errorMessage\\":\\"\\",\\"status\\":\\"\\",' +
        '\\"startTime\\":0,\\"finishTime\\":0,\\"taskType\\":\\"\\"}]"}]',
    );
  });

  it('never throws, and never takes text that is not JSON for an empty list', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.jsonValue()), (input) => {
        const decoded = StatusString.decode(input);
        const isEmptyList = input === null || input === '' || input === '[]' || JSON.stringify(input) === '[]';
        if (decoded._tag === 'Right' && decoded.right.length === 0) {
          expect(isEmptyList || (typeof input === 'string' && JSON.stringify(JSON.parse(input)) === '[]')).toBe(true);
        }
      }),
    );
  });
});
