import { defer, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { states } from '../../../src/emulator/console/states.js';
import { inVirtualTime } from '../../support/virtual.js';

describe('the states of the console', () => {
  it('are seen at once, where something happens, and each second, but told only where they changed', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const seen = ['a', 'a', 'b', 'b', 'c'];
      const happens = cold('300ms x 299ms x');
      const look = () => of(seen.shift());
      expectObservable(states(happens, look), '2500ms !').toBe('a 599ms b 1399ms c', { a: 'a', b: 'b', c: 'c' });
    });
  });

  it('are looked at five times a second at most, and the last thing that happens is always seen', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      let looks = 0;
      const happens = cold(`${'x'.repeat(90)} 910ms`);
      const told = states(happens, () => defer(() => of(++looks)));
      expectObservable(told, '950ms !').toBe('(ab) 196ms c', { a: 1, b: 2, c: 3 });
      flush();
      expect(looks).toBe(3);
    });
  });

  it('go on where it could not be looked', () => {
    inVirtualTime(({ expectObservable }) => {
      const looks = [of('a'), throwError(() => new Error('it is reset')), of('b')];
      expectObservable(
        states(NEVER, () => looks.shift() ?? NEVER),
        '3500ms !',
      ).toBe('a 1999ms b');
    });
  });

  it('are not looked at by two at a time', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const looks = [cold('1500ms (a|)'), cold('(b|)'), NEVER];
      expectObservable(
        states(NEVER, () => looks.shift() ?? NEVER),
        '2500ms !',
      ).toBe('1500ms a 499ms b');
    });
  });
});
