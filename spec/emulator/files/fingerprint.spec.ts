import type { BigIntStats } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  compareFingerprint,
  fileSystemTime,
  fingerprint,
  fingerprintPlaced,
  isUnsure,
} from '../../../src/emulator/files/fingerprint.js';
import { OpenFolder } from '../../../src/emulator/files/OpenFolder.js';
import { writeFiles } from '../../support/emulated.js';
import { twoSides } from '../../support/twoSides.js';

const second = 1_000_000_000n;
const at = 1_700_000_000n * second;
const stats = (more: Partial<BigIntStats> = {}) =>
  ({ size: 3n, mtimeNs: at + 5n, ctimeNs: at + 5n, ino: 7n, ...more }) as BigIntStats;

describe('the fingerprint of a file', () => {
  it('tells any change of length, time or place', () => {
    const before = fingerprint(stats(), at + 10n * second);
    expect(compareFingerprint(before, stats())).toBe('same');
    expect(compareFingerprint(before, stats({ size: 4n }))).toBe('changed');
    expect(compareFingerprint(before, stats({ size: 33n }))).toBe('changed');
    // What has the same length may hold the same.
    for (const change of [{ mtimeNs: at + 6n }, { ctimeNs: at + 6n }, { ino: 8n }]) {
      expect(compareFingerprint(before, stats(change))).toBe('unsure');
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
      const before = fingerprint(stats(times), since);
      expect([isUnsure(before), compareFingerprint(before, stats(times))]).toEqual([
        unsure,
        unsure ? 'unsure' : 'same',
      ]);
      expect(compareFingerprint(before, stats({ ...times, size: 4n }))).toBe('changed');
    }
  });

  it('is sure of what was just put in its place, unless it was written just now too', () => {
    const since = at + 10n * second;
    expect(isUnsure(fingerprintPlaced(stats({ ctimeNs: since }), since))).toBe(false);
    expect(isUnsure(fingerprintPlaced(stats({ mtimeNs: since }), since))).toBe(true);
  });

  it('goes by the time of the file system', async () => {
    const { here, scratch } = await twoSides();
    const earliest = await fileSystemTime(scratch);
    await writeFiles(here, { a: 'a' });
    const folder = await OpenFolder.open(here);
    onTestFinished(() => folder.close());
    const written = (await folder.stat('a'))?.ctimeNs ?? 0n;
    expect(written >= earliest && written <= (await fileSystemTime(scratch))).toBe(true);
  });
});
