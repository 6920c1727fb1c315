import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverEvents, type ServerEvent } from '../../src/web/page/serverEvents.js';

/** What is read of these pieces. */
const read = (...pieces: readonly string[]) => {
  const events: ServerEvent[] = [];
  const retries: number[] = [];
  const take = serverEvents('0', {
    event: (event) => events.push(event),
    retry: (ms) => retries.push(ms),
  });
  pieces.forEach(take);
  return { events, retries };
};

describe('the events of a stream', () => {
  it.each<[string, string, readonly ServerEvent[]]>([
    ['a message', 'data: x\n\n', [{ type: 'message', data: 'x', id: '0' }]],
    ['a name', 'event: end\ndata: x\n\n', [{ type: 'end', data: 'x', id: '0' }]],
    [
      'an id, which stays',
      'id: 7\ndata: x\n\ndata: y\n\n',
      ['x', 'y'].map((data) => ({ type: 'message', data, id: '7' })),
    ],
    [
      'lines, of which one blank is left out',
      'data: x\ndata:  y\ndata\n\n',
      [{ type: 'message', data: 'x\n y\n', id: '0' }],
    ],
    ['no data', 'id: 7\n\nevent: end\n\n', []],
    ['blank data', 'event: end\ndata:\n\n', [{ type: 'end', data: '', id: '0' }]],
    ['comments', ': x\n:\n\ndata: a:b\n\n', [{ type: 'message', data: 'a:b', id: '0' }]],
    ['an id with a null', 'id: a\0b\ndata: x\n\n', [{ type: 'message', data: 'x', id: '0' }]],
    ['what was broken off', 'data: x\n', []],
    ['a name that is of the event before', 'event: end\n\ndata: x\n\n', [{ type: 'message', data: 'x', id: '0' }]],
  ])('with %s', (_, text, expected) => {
    expect(read(text).events).toEqual(expected);
  });

  it('tell how long to wait, in digits', () => {
    expect(read('retry: 3000\nretry: 3s\nretry:\n\n').retries).toEqual([3000]);
  });

  it('are the same in whatever pieces and with whatever line ends they come', () => {
    const line = fc.constantFrom(
      'data: x',
      'data:',
      'event: e',
      'id: 1',
      ': c',
      '',
      '',
      'retry: 5',
      'other: y',
      'data',
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(200), { maxLength: 10 }),
        (lines, lineEnd, cuts) => {
          const text = lines.map((one) => one + lineEnd).join('');
          const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
          const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
          // A bare \r at the very end could be the first half of \r\n.
          expect(read(...pieces, ': end\n')).toEqual(read(lines.map((one) => `${one}\n`).join('')));
        },
      ),
    );
  });
});
