import { FolderCursor } from '../files/FolderCursor.js';
import type { OpenFile } from '../files/OpenFolder.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { bytes, sessionPath, word } from './parameters.js';
import { notFound, parentOf, placeOf } from './sessionPlace.js';
import { tool } from './Tool.js';

/** What is read at once at most, in bytes: the answer is one text in memory, of client and server. */
export const longestRead = 8 << 20;

/** Reads a file of a session, or a part of it. */
export const readFile = tool(
  'Reads a file: all of it, or a part.',
  {
    path: sessionPath('The file.'),
    offset: bytes('Where to begin, in bytes.'),
    length: bytes('How much to read, in bytes; 0 is to the end.'),
    format: word('`binary` gives base64.', 'text', 'binary'),
  },
  ({ path, offset, length, format }, { root, signal }) =>
    FolderCursor.use(root, async (folders) => {
      const { parent, name } = await parentOf(folders, placeOf(root, path));
      const opened = (await parent.file(name)) ?? notFound();
      try {
        const content = await readPart(opened, offset, length, signal);
        return content.toString(format === 'binary' ? 'base64' : 'utf8');
      } finally {
        await opened.handle.close();
      }
    }),
);

const readPart = async (
  { handle, stats }: OpenFile,
  offset: number,
  length: number,
  signal: AbortSignal,
): Promise<Buffer> => {
  const rest = Math.max(Number(stats.size) - offset, 0);
  const wanted = length === 0 ? rest : Math.min(length, rest);
  if (wanted > longestRead) {
    const advice = `At most ${longestRead} bytes are read at once: give \`offset\` and \`length\`.`;
    throw new ServiceRefusal('InvalidParameter', `These are ${wanted} bytes. ${advice}`);
  }
  const content = Buffer.alloc(wanted);
  let had = 0;
  while (had < wanted) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(content, had, wanted - had, offset + had);
    // It may have become shorter since.
    if (bytesRead === 0) break;
    had += bytesRead;
  }
  return content.subarray(0, had);
};
