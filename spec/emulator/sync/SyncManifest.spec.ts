import type { BigIntStats } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  compareFingerprint,
  isUnsure,
  fingerprint,
  fingerprintPlaced,
  statsKey,
  fileSystemTime,
} from '../../../src/emulator/files/fingerprint.js';
import {
  isFolderEntry,
  parseManifest,
  folderEntry,
  serializeManifest,
  entryIfUnchanged,
  type SyncManifest,
} from '../../../src/emulator/sync/SyncManifest.js';
import { hashContent } from '../../../src/emulator/files/readContent.js';
import { OpenFolder } from '../../../src/emulator/files/OpenFolder.js';
import { writeFiles } from '../../support/emulated.js';
import { twoSides } from '../../support/twoSides.js';

const second = 1_000_000_000n;
const at = 1_700_000_000n * second;
const stats = (more: Partial<BigIntStats> = {}) =>
  ({ size: 3n, mtimeNs: at + 5n, ctimeNs: at + 5n, ino: 7n, ...more }) as BigIntStats;

describe('the mark of a file', () => {
  it('tells any change of length, time or place', () => {
    const mark = fingerprint(stats(), at + 10n * second);
    expect(compareFingerprint(mark, stats())).toBe('same');
    expect(compareFingerprint(mark, stats({ size: 4n }))).toBe('changed');
    expect(compareFingerprint(mark, stats({ size: 33n }))).toBe('changed');
    // What has the same length may hold the same.
    for (const change of [{ mtimeNs: at + 6n }, { ctimeNs: at + 6n }, { ino: 8n }]) {
      expect(compareFingerprint(mark, stats(change))).toBe('unsure');
    }
    expect([compareFingerprint('', stats()), compareFingerprint('folder', stats())]).toEqual(['unsure', 'changed']);
  });

  it('is unsure where the file may have changed within the tick that it was looked at', () => {
    const late = 99_999_999n;
    for (const [times, since, unsure] of [
      [{}, at + 5n + late, true],
      [{}, at + 6n + late, false],
      [{ mtimeNs: at + second + 5n }, at + second + 5n + late, true],
      [{ ctimeNs: at + second + 5n }, at + second + 5n + late, true],
      // Whole seconds may be all that a file system keeps.
      [{ mtimeNs: at, ctimeNs: at }, at + 2n * second - 1n, true],
      [{ mtimeNs: at, ctimeNs: at }, at + 2n * second, false],
    ] as const) {
      const mark = fingerprint(stats(times), since);
      expect([isUnsure(mark), compareFingerprint(mark, stats(times))]).toEqual([unsure, unsure ? 'unsure' : 'same']);
      expect(compareFingerprint(mark, stats({ ...times, size: 4n }))).toBe('changed');
    }
  });

  it('is sure of what was just put in its place, unless it was written just now too', () => {
    const since = at + 10n * second;
    expect(isUnsure(fingerprintPlaced(stats({ ctimeNs: since }), since))).toBe(false);
    expect(isUnsure(fingerprintPlaced(stats({ mtimeNs: since }), since))).toBe(true);
  });

  it('goes by the time of the file system', async () => {
    const { here, scratch } = await twoSides();
    const before = await fileSystemTime(scratch);
    await writeFiles(here, { a: 'a' });
    const folder = await OpenFolder.open(here);
    onTestFinished(() => folder.close());
    const written = (await folder.stat('a'))?.ctimeNs ?? 0n;
    expect(written >= before && written <= (await fileSystemTime(scratch))).toBe(true);
  });
});

describe('what is known of a file', () => {
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

  it('holds where its mark is sure, whatever it holds', async () => {
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

  it('is kept as text, whatever the names, and nothing where it is not readable', () => {
    const all = new Map(
      ['__proto__', 'constructor', 'a\udce9/b'].map((name) => [name, { session: 'h', context: 't' }]),
    );
    const kept = JSON.parse(JSON.stringify(serializeManifest(all))) as SyncManifest;
    expect(kept['constructor']).toEqual({ here: 'h', there: 't' });
    expect(parseManifest(kept)).toEqual(all);
    const spoilt = { a: null, b: 1, c: { here: 1, there: 't' }, d: { here: 'h' }, e: { here: 'h', there: 't' } };
    expect([...parseManifest(spoilt as unknown as SyncManifest).keys()]).toEqual(['e']);
    expect([isFolderEntry(folderEntry), isFolderEntry({ session: 'h', context: 't' })]).toEqual([true, false]);
  });
});
