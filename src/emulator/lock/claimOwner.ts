import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './livenessSocket.js';

/** Who made a claim to a folder, as others read it in the claim. */
export interface ClaimOwner {
  /** Which system the process runs on: only there its sign of life says something. */
  readonly system: string;
  /** The address of its sign of life, where the file system has such. */
  readonly address?: string | undefined;
}

/** In a claim that is held: it tells the owner, who touches it as long as he holds the claim. */
export const ownerFile = 'owner.json';

/** How others look for the touch of an owner whom they cannot ask: so often, in so many ms. */
export interface TouchChecks {
  readonly looks: number;
  readonly pause: number;
}

/** Whether somebody holds a claim, as it is seen from a system. */
export const isHeld = async (claim: string, system: string, looks: TouchChecks): Promise<boolean> => {
  const owner = await ownerOf(claim);
  if (owner === undefined) return false;
  const canBeAsked = owner.system === system && owner.address !== undefined;
  const known = canBeAsked ? await isAlive(claim, owner.address) : undefined;
  return known ?? (await isTouched(path.join(claim, ownerFile), looks));
};

/** Looks are counted, not time: this process may be suspended as well. */
const isTouched = async (file: string, { looks, pause }: TouchChecks): Promise<boolean> => {
  const first = await touchedAt(file);
  for (let look = 0; look < looks; look++) {
    await sleep(pause);
    const now = await touchedAt(file);
    if (now !== first) return now !== undefined;
  }
  return false;
};

const touchedAt = async (file: string): Promise<number | undefined> => (await stat(file).catch(unlessMissing))?.mtimeMs;

/** Undefined where the claim was released. */
const ownerOf = async (claim: string): Promise<ClaimOwner | undefined> => {
  const text = await readFile(path.join(claim, ownerFile), 'utf8').catch(unlessMissing);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as ClaimOwner);
  } catch {
    // Somebody may hold it nevertheless.
    return { system: '' };
  }
};

const unlessMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error;
};

/** The system that this process runs on: the same for all containers of a machine, and for no two machines. */
export const currentSystem = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `${process.platform} ${hostname()}`;
  }
};
