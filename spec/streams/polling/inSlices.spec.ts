import { timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inSlices } from '../../../src/streams/polling/inSlices.js';
import { inVirtualTime } from '../../support/virtual.js';

/** What is done to how many, where each takes so long by a clock that stands otherwise. `during` is told of each. */
const doneTo = (count: number, takes: number, during: (item: number, stop: () => void) => void = () => undefined) => {
  const told: (number | 'other' | 'end')[] = [];
  inVirtualTime(({ flush }) => {
    let clock = 0;
    const work = (item: number): void => {
      clock += takes;
      told.push(item);
      during(item, () => {
        running.unsubscribe();
      });
    };
    // What is due meanwhile has its turn after the first slice.
    timer(1).subscribe(() => told.push('other'));
    const items = Array.from({ length: count }, (_, index) => index);
    const running = inSlices(items, work, () => clock).subscribe({ complete: () => told.push('end') });
    flush();
  });
  return told;
};

describe('something that is done to many', () => {
  it('is done at once where it takes no time', () => {
    expect(doneTo(5, 0)).toEqual([0, 1, 2, 3, 4, 'end', 'other']);
    expect(doneTo(0, 9)).toEqual(['end', 'other']);
  });

  it('gives others a turn where it takes long', () => {
    expect(doneTo(5, 4)).toEqual([0, 1, 'other', 2, 3, 4, 'end']);
    expect(doneTo(3, 100)).toEqual([0, 'other', 1, 2, 'end']);
  });

  it('stops where nobody waits for it any more', () => {
    const running = doneTo(5, 4, (item, stop) => {
      if (item === 2) stop();
    });
    expect(running).toEqual([0, 1, 'other', 2]);
  });

  it('stops between its slices', () => {
    const told: number[] = [];
    inVirtualTime(({ flush }) => {
      let clock = 0;
      const work = (item: number): void => {
        clock += 8;
        told.push(item);
      };
      const running = inSlices([1, 2, 3], work, () => clock).subscribe();
      running.unsubscribe();
      flush();
    });
    expect(told).toEqual([1]);
  });
});
