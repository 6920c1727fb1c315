import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyTree } from '../emulator/copyTree.js';
import { fileFacts, type FileFacts } from './fileFacts.js';
import { UsageError } from './UsageError.js';

/** A folder whose files are synced, and where they go below the mount path. */
export interface Source {
  readonly folder: string;
  readonly below: string;
}

/**
 * The folders to sync: the one that was asked for, or else the sources of this project.
 *
 * @throws {@link UsageError} if it cannot be read.
 */
export const sourcesOf = async (dir: string | undefined): Promise<readonly Source[]> => {
  const project = fileURLToPath(new URL('../..', import.meta.url));
  const own = ['src', 'spec'].map((below) => ({ folder: path.join(project, below), below }));
  // The published package has no specs.
  const sources = dir === undefined ? own.filter(({ folder }) => existsSync(folder)) : [{ folder: dir, below: '.' }];
  for (const { folder } of sources) {
    await readdir(folder).catch((error: unknown) => {
      throw new UsageError(`rx-context-sync: cannot read the folder ${folder}: ${(error as Error).message}`);
    });
  }
  return sources;
};

/** Copies the files of all sources below a folder. */
export const copySources = async (sources: readonly Source[], to: string, signal: AbortSignal): Promise<void> => {
  const scratch = `${to}.scratch`;
  await mkdir(scratch, { recursive: true });
  for (const { folder, below } of sources) {
    for await (const _file of copyTree(folder, path.join(to, below), scratch)) signal.throwIfAborted();
  }
  await rm(scratch, { recursive: true });
};

/** The files of all sources, by the paths that they get below the mount path. */
export const factsOfSources = async (sources: readonly Source[]): Promise<ReadonlyMap<string, FileFacts>> => {
  const all = new Map<string, FileFacts>();
  for (const { folder, below } of sources) {
    for (const [file, facts] of await fileFacts(folder)) all.set(path.join(below, file), facts);
  }
  return all;
};
