import fc from 'fast-check';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { callAtOnce } from '../../../src/emulator/files/systemCalls.js';
import { readFiles } from '../../support/readFiles.js';
import { twoSides } from '../../support/twoSides.js';

type Files = Readonly<Record<string, string>>;

const names = ['a', 'b', '__proto__'];
/** Paths of one to three names: each can be a file, or a folder of others. */
const place = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
type Side = 'here' | 'there';
type Step =
  | { readonly what: 'write' | 'remove'; readonly side: Side; readonly at: string }
  | { readonly what: 'move'; readonly side: Side; readonly at: string; readonly to: string }
  | { readonly what: 'upload' | 'download' };

const side = fc.constantFrom<Side>('here', 'there');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('write' as const, 'remove' as const), side, at: place }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('move' as const), side, at: place, to: place }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('upload' as const, 'download' as const) }) },
);

const isBelow = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);
const pick = (files: Files, isMeant: (file: string) => boolean): Files =>
  Object.fromEntries(Object.entries(files).filter(([file]) => isMeant(file)));

/** What one side has in the end, where one side is copied to the other; `known` is what both had in common. */
const expected = (from: Files, to: Files, known: ReadonlyMap<string, string>, isUpload: boolean) => {
  const isWanted = (file: string) => known.get(file) !== from[file] || !Object.hasOwn(to, file);
  const copied = pick(from, isWanted);
  const gone = pick(to, (file) => isUpload && !Object.hasOwn(from, file) && known.get(file) === to[file]);
  const inTheWay = pick(to, (file) => Object.keys(from).some((one) => isBelow(one, file) || isBelow(file, one)));
  const isLost = Object.entries(inTheWay).some(([file, content]) => known.get(file) !== content);
  const left = pick(to, (file) => !Object.hasOwn(gone, file) && !Object.hasOwn(inTheWay, file));
  return { after: { ...left, ...copied }, copied, isLost };
};

it.each(['others make its calls', 'it makes them itself'])(
  'a sync copies what changed, and loses nothing: %s',
  async (calls) => {
    if (calls === 'it makes them itself') callAtOnce();
    const seen = { done: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const sides = await twoSides();
        let known: ReadonlyMap<string, string> = new Map();
        for (const [index, one] of steps.entries()) {
          if ('side' in one) {
            const file = path.join(sides[one.side], one.at);
            if (one.what === 'remove') await rm(file, { recursive: true, force: true }).catch(() => undefined);
            // What cannot be, for a file is where a folder should be, is left.
            if (one.what === 'write') {
              await mkdir(path.dirname(file), { recursive: true }).catch(() => undefined);
              await writeFile(file, `${index}`.padStart(2)).catch(() => undefined);
            }
            if (one.what === 'move') await rename(file, path.join(sides[one.side], one.to)).catch(() => undefined);
            continue;
          }
          const isUpload = one.what === 'upload';
          const [from, to] = isUpload ? ([sides.here, sides.there] as const) : ([sides.there, sides.here] as const);
          const [source, before] = [await readFiles(from), await readFiles(to)];
          const { after, copied, isLost } = expected(source, before, known, isUpload);
          const error = await sides.sync(one.what).then(
            () => undefined,
            (thrown: unknown) => (thrown as Error).message,
          );
          const found = await readFiles(to);
          expect(await readFiles(from)).toEqual(source);
          if (error === undefined) {
            expect(isLost).toBe(false);
            expect(found).toEqual(after);
            const common = Object.keys(source).map((file) => {
              const content = Object.hasOwn(copied, file) ? source[file] : known.get(file);
              return [file, content ?? ''] as const;
            });
            known = new Map(common);
            seen.done++;
          } else {
            expect(error).toMatch(/^E(?:EXIST|ISDIR), /);
            // What was not synced, or changed since, is there still, unless it was copied over.
            const own = pick(before, (file) => known.get(file) !== before[file]);
            for (const [file, content] of Object.entries(own)) expect([content, source[file]]).toContain(found[file]);
            seen.refused++;
            return;
          }
        }
      }),
      { numRuns: 100, endOnFailure: true },
    );
    expect(seen.done).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(5);
  },
  120_000,
);
