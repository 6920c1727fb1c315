import { isUtf8 } from 'node:buffer';
import { FolderCursor } from '../files/FolderCursor.js';
import type { FilePreview } from './FilePreview.js';
import { placeBelow } from './placeBelow.js';

/** In bytes. */
const longest = 65_536;

/** Reads the beginning of a file below a root; undefined where there is none. No link is followed. */
export const readPreview = async (root: string, file: string): Promise<FilePreview | undefined> => {
  const parts = placeBelow(file);
  if (parts === undefined) return undefined;
  return FolderCursor.use(root, async (folders) => {
    const parent = await folders.find(parts.slice(0, -1).join('/'));
    const opened = await parent?.file(parts.at(-1) ?? '');
    if (opened === undefined) return undefined;
    const { handle, stats } = opened;
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(longest), 0, longest, 0);
      const content = buffer.subarray(0, bytesRead);
      return { size: Number(stats.size), text: textOf(content), isCut: stats.size > bytesRead };
    } finally {
      await handle.close();
    }
  }).catch(() => undefined);
};

/** What is cut may end within a letter, which has four bytes at most. */
const textOf = (content: Buffer): string | undefined => {
  if (content.includes(0)) return undefined;
  const wholes = content.length < longest ? [0] : [0, 1, 2, 3];
  const whole = wholes.map((less) => content.subarray(0, content.length - less)).find((part) => isUtf8(part));
  return whole?.toString();
};
