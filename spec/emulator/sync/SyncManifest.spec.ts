import type { BigIntStats } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { statsKey } from '../../../src/emulator/files/fingerprint.js';
import { OpenFolder } from '../../../src/emulator/files/OpenFolder.js';
import { hashContent } from '../../../src/emulator/files/readContent.js';
import {
  entryIfUnchanged,
  folderEntry,
  isFolderEntry,
  isSameEntry,
  parseEntry,
  serializeEntry,
} from '../../../src/emulator/sync/SyncManifest.js';
import { writeFiles } from '../../support/emulated.js';
import { twoSides } from '../../support/twoSides.js';

describe('the entry of a file', () => {
  const signal = new AbortController().signal;
  const look = async (content: string | undefined, mark: (stats: BigIntStats) => string, since: bigint) => {
    const { here } = await twoSides();
    await writeFiles(here, { a: 'abc' });
    const parent = await OpenFolder.open(here);
    onTestFinished(() => parent.close());
    const found = await parent.stat('a');
    if (found === undefined) throw new Error('It was written.');
    const known = { session: mark(found), context: 'there', content };
    const still = await entryIfUnchanged({ file: 'a', name: 'a', parent }, found, known, 'session', { since, signal });
    return { found, known, still };
  };
  const contentOfAbc = async (): Promise<string> => {
    const { here } = await twoSides();
    await writeFiles(here, { a: 'abc' });
    const parent = await OpenFolder.open(here);
    const file = await parent.file('a');
    if (file === undefined) throw new Error('It was written.');
    const content = await hashContent(file, signal);
    await file.handle.close();
    await parent.close();
    return content;
  };
  const [long, never] = [10n ** 19n, 0n];

  it('holds where its fingerprint is sure, whatever it holds', async () => {
    const { still, known } = await look('other', statsKey, never);
    expect(still).toBe(known);
  });

  it('holds where it is unsure if it holds the same, and is sure once it is old enough', async () => {
    const content = await contentOfAbc();
    const unsure = (found: BigIntStats) => `~${statsKey(found)}`;
    const young = await look(content, unsure, never);
    expect(young.still).toEqual(young.known);
    const old = await look(content, unsure, long);
    expect(old.still).toEqual({ ...old.known, session: statsKey(old.found) });
    const elsewhere = await look(content, () => '3:1:1:1', long);
    expect(elsewhere.still).toEqual({ ...elsewhere.known, session: statsKey(elsewhere.found) });
    for (const [holds, mark] of [
      ['other', unsure],
      [undefined, unsure],
      [content, () => '4:1:1:1'],
      [content, () => '~2:3:4:5'],
    ] as const) {
      expect((await look(holds, mark, long)).still).toBeUndefined();
    }
  });

  it('is kept by names that earlier emulators know, and is nothing where it is not readable', () => {
    const entry = { session: 'h', context: 't', content: 'c' };
    expect(serializeEntry(entry)).toEqual({ here: 'h', there: 't', content: 'c' });
    expect(parseEntry(serializeEntry(entry))).toEqual(entry);
    for (const spoilt of [null, {}, { here: 'h' }, { there: 't' }]) expect(parseEntry(spoilt)).toBeUndefined();
    expect([isFolderEntry(folderEntry), isFolderEntry({ session: 'h', context: 't' })]).toEqual([true, false]);
    const others = [undefined, { ...entry, session: 'x' }, { ...entry, context: 'x' }, { ...entry, content: 'x' }];
    expect([{ ...entry }, ...others].map((other) => isSameEntry(entry, other))).toEqual([
      true,
      ...others.map(() => false),
    ]);
  });
});
