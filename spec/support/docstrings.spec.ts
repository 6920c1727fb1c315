import { describe, expect, it } from 'vitest';
import { publicModules, publicSurface } from './docstringsOfSurface.js';
import { untold } from './docstringsUntold.js';

/** Public names without an example, and why. */
const excused: Readonly<Record<string, string>> = {
  TaggedError: 'nobody makes or catches one: each error of the family has an example',
  ServiceError: 'nobody makes or catches one: each error of the family has an example',
};

const isExcused = (told: string): boolean => (told.split(' ')[0] ?? '') in excused;

describe('what an editor tells of public names', () => {
  const names = publicSurface();

  it('is what each means, by what it is counted, what holds without it, and an example', () => {
    const left = untold(names);
    const { withoutExample, withoutDefault } = left;
    expect({
      ...left,
      withoutExample: withoutExample.filter((told) => !isExcused(told)),
      withoutDefault: withoutDefault.filter((told) => !isExcused(told)),
    }).toEqual({ silent: [], withoutExample: [], withoutDefault: [], withoutUnit: [] });
    expect([...withoutExample, ...withoutDefault].filter(isExcused)).toHaveLength(Object.keys(excused).length);
  });

  it('is looked at wherever it is: of each entry, and of what that is made of', () => {
    const known = new Map(names.map((one) => [one.name, one]));
    expect(names.length).toBeGreaterThan(850);
    expect(
      publicModules.filter((module) => !names.some(({ place }) => place.startsWith(module.replace(/index\.ts$/, '')))),
    ).toEqual([]);
    expect(known.get('AGB.create$')).toMatchObject({ kind: 'operation', isNumber: false });
    expect(known.get('FollowOptions.retryInterval')).toMatchObject({ isOptional: true, isNumber: true });
    expect(known.get('FollowOptions.maxRetries')?.byDefault).toBe('150');
    expect(known.get('SyncPolicy.uploadPolicy.uploadMode')).toMatchObject({
      isOptional: true,
      byDefault: "'File'",
    });
    for (const name of ['startEmulator', 'remoteSync$', 'syncQueue', 'unwrap'])
      expect(known.get(name)?.kind).toBe('function');
    // Private, of another package, or for us alone.
    for (const name of ['ContextManager.meansOf', 'ContextManager.sessionOf', 'AGB.contextOf', 'SyncError.stack'])
      expect(known.has(name)).toBe(false);
  });

  it('would be missed where it is not there', () => {
    const module = 'src/madeUp.ts';
    const text = `
      export interface MadeUpOptions {
        /** How long. */
        readonly timeout?: number | undefined;
        /** How long, in milliseconds. @default 5 */
        readonly delay?: number | undefined;
        readonly nested?: { readonly deep: string } | undefined;
      }
      /** What is given. */
      export const make = (options: MadeUpOptions): { readonly made: boolean } => ({ made: options.delay === 1 });
      /** A class. @example new Thing() */
      export class Thing {
        /** Does something. */
        readonly act$ = (): number => 1;
        /** The same. @example 1 */
        readonly act = (): number => 1;
        /** Does something else. */
        readonly rest = (): number => 1;
        /** @internal */
        readonly hidden = 1;
        private readonly own = 1;
      }
      export type Mapped = { readonly [Key in 'one' as \`\${Key}Two\`]: string };
    `;
    const left = untold(publicSurface([module], { [module]: text }));
    expect(left).toEqual({
      silent: [
        'MadeUpOptions (src/madeUp.ts:2)',
        'MadeUpOptions.nested (src/madeUp.ts:7)',
        'MadeUpOptions.nested.deep (src/madeUp.ts:7)',
        'make().made (src/madeUp.ts:10)',
        'Mapped (src/madeUp.ts:23)',
        'Mapped.oneTwo (src/madeUp.ts:23)',
      ],
      withoutExample: ['make', 'Thing.rest'],
      withoutDefault: ['MadeUpOptions.timeout (src/madeUp.ts:4)', 'MadeUpOptions.nested (src/madeUp.ts:7)'],
      withoutUnit: ['MadeUpOptions.timeout (src/madeUp.ts:4)'],
    });
  });
});
