import { describe, it } from 'vitest';
import { framesOf } from '../../src/web/server/frames.js';
import { inVirtualTime } from '../support/virtual.js';

const opening = { kind: 'comment', text: 'retry: 7\n\n' };
const comment = { kind: 'comment', text: ':\n\n' };
const state = (id: number, data: string) => ({ kind: 'state', text: `id: ${id}\ndata: ${data}\n\n` });
const end = (event: string) => ({ kind: 'end', text: `id: end\nevent: ${event}\ndata:\n\n` });

describe('the frames of a stream', () => {
  const pace = { heartbeat: 5, retry: 7 };
  const values = { a: { polls: 3 }, b: { polls: 4 }, t: 'text' };
  const frames = {
    r: opening,
    c: comment,
    a: state(3, '{"polls":3}'),
    b: state(4, '{"polls":4}'),
    t: state(1, '"text"'),
    e: end('complete'),
    f: end('failed'),
  };

  it.each([
    ['are its values and its end', '-a-b--|', 'ra-b--(e|)'],
    ['are comments where nothing comes', '-a-----------b|', 'ra----c----c-b(e|)'],
    ['are comments before the first one', '-----------|', 'r----c----c(e|)'],
    ['number what is no poll', '-t|', 'rt(e|)'],
    ['say that it failed, not why', '-a-#', 'ra-(f|)'],
  ])('%s', (_, source, expected) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const stream = cold(source, values, new Error('secret'));
      expectObservable(framesOf(stream, pace)).toBe(expected, frames);
      expectSubscriptions(stream.subscriptions).toBe(`^${'-'.repeat(source.length - 2)}!`);
    });
  });

  it('ends when nobody listens', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const stream = cold('-a---', values);
      expectObservable(framesOf(stream, pace), '---!').toBe('ra--', frames);
      expectSubscriptions(stream.subscriptions).toBe('^--!');
    });
  });
});
