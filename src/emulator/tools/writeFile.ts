import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { writeAll } from '../files/fileChunks.js';
import { FolderCursor } from '../files/FolderCursor.js';
import type { OpenFile } from '../files/OpenFolder.js';
import { baseName, parentPath } from '../files/paths.js';
import { linkRefusal } from '../files/resolvePath.js';
import { moveIntoPlace, withScratchFile } from '../files/scratchFile.js';
import { sessionPath, text, word } from './parameters.js';
import { placeInside } from './sessionPlace.js';
import { tool, type ToolCall } from './Tool.js';

/** Writes a file of a session: it is there whole, or as it was. */
export const writeFile = tool(
  'Writes a file, and makes the folders that it is in.',
  {
    path: sessionPath('The file.'),
    content: text('What to write.'),
    mode: word('What to do with a file that is there.', 'overwrite', 'append', 'create_new'),
    encoding: word('`base64` where the content is that of bytes.', 'utf-8', 'utf8', 'base64'),
  },
  ({ path, content, mode, encoding }, call) =>
    FolderCursor.use(call.root, async (folders) => {
      const place = placeInside(call.root, path);
      const data = encoding === 'base64' ? decoded(content) : Buffer.from(content);
      const isDone = mode === 'append' && (await append(folders, place, data, call));
      if (!isDone) await replace(folders, place, data, { ...call, isNew: mode === 'create_new' });
      return `Wrote ${data.length} bytes to ${path}`;
    }),
  { changes: true },
);

const decoded = (content: string): Buffer => {
  const data = Buffer.from(content, 'base64');
  // Node passes over what is none.
  if (data.toString('base64').replace(/=+$/, '') === content.replace(/\s|=+\s*$/g, '')) return data;
  throw new InvalidRequest('content', 'must be base64');
};

/** Adds to a file in its place, for copying all of it each time would take a client that writes in parts for ever. */
const append = async (folders: FolderCursor, place: string, data: Buffer, { clock }: ToolCall): Promise<boolean> => {
  const parent = await folders.find(parentPath(place));
  const opened = await parent?.fileToAppend(baseName(place));
  if (opened === undefined) return false;
  const { handle } = opened;
  try {
    await writeAtEnd(opened, data);
    await handle.utimes(new Date(clock()), new Date(clock()));
  } finally {
    await handle.close();
  }
  return true;
};

const writeAtEnd = async ({ handle, stats }: OpenFile, data: Buffer): Promise<void> => {
  const size = Number(stats.size);
  await writeAll(handle, data, size).catch(async (error: unknown) => {
    // There may have been room for a part.
    await handle.truncate(size);
    throw error;
  });
};

/** Puts a file in its place, with the mode of the one that may be there. */
const replace = async (
  folders: FolderCursor,
  place: string,
  data: Buffer,
  { scratch, clock, isNew }: ToolCall & { readonly isNew: boolean },
): Promise<void> => {
  await withScratchFile({ folder: scratch }, async (aside) => {
    await writeAll(aside.handle, data, 0);
    const parent = await folders.find(parentPath(place));
    const before = await parent?.stat(baseName(place));
    if (before !== undefined) {
      if (isNew) throw Object.assign(new Error('It is there already.'), { code: 'EEXIST' });
      if (before.isSymbolicLink()) throw linkRefusal(place);
      if (!before.isFile()) throw Object.assign(new Error('It is no file.'), { code: 'EISDIR' });
      await aside.handle.chmod(Number(before.mode & 0o777n));
    }
    await aside.handle.utimes(new Date(clock()), new Date(clock()));
    await moveIntoPlace(aside, folders, place);
  });
};
