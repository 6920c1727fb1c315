import type { BigIntStats } from 'node:fs';
import { copyContent, type CopiedContent } from './copyContent.js';
import type { FolderCursor } from './FolderCursor.js';
import type { OpenFile } from './OpenFolder.js';
import { moveIntoPlace, setAttributes, withScratchFile, type Scratch, type ScratchFile } from './scratchFile.js';

/** A file that was copied. */
export interface CopiedFile extends CopiedContent {
  /** The copy in its place; undefined where somebody changed it at once. */
  readonly placed: BigIntStats | undefined;
}

/** Copies a file with its mode and times: aside, and then it is moved to its place. It arrives whole or not at all. */
export const copyFile = (
  opened: OpenFile,
  targets: FolderCursor,
  file: string,
  scratch: Scratch,
  beforeMove: () => Promise<void> = () => Promise.resolve(),
): Promise<CopiedFile> => {
  const copy = async (aside: ScratchFile): Promise<CopiedFile> => {
    const copied = await copyContent(opened, aside, scratch.signal);
    setAttributes(aside, copied.stats);
    await beforeMove();
    return { ...copied, placed: await moveIntoPlace(aside, targets, file, copied.stats) };
  };
  // Until it has its mode it is for nobody else to read.
  return withScratchFile(scratch, copy, 0o600);
};
