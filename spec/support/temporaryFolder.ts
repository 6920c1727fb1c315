import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';

// Where Linux keeps files in memory.
const memory = '/dev/shm';

/** In bytes; the specs use less than half of it. */
const needed = 2 ** 31;

const hasRoom = (): boolean => {
  if (!existsSync(memory)) return false;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > needed;
};

/**
 * What specs write is removed at their end, so nobody has to wait until the disk has it: an emulator that keeps its state does so
 * after each request. Gives what removes all that was left.
 */
export default (): (() => void) | undefined => {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return undefined;
  // Short, for the address of a socket that is below it must be.
  const folder = mkdtempSync(path.join(memory, 'rx-'));
  // Some specs go on as a user who owns nothing.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
};
