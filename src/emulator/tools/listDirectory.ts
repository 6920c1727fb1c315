import { FolderCursor } from '../files/FolderCursor.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { sessionPath } from './parameters.js';
import { asLine, folderAt, placeOf } from './sessionPlace.js';
import { tool } from './Tool.js';

/** What is listed at most. */
const mostEntries = 100_000;

/** Lists a folder of a session, sorted. What is neither a file nor a folder is listed as a file: that there is something. */
export const listDirectory = tool(
  'Lists what is in a folder, one line each: [DIR] or [FILE], and the name.',
  { path: sessionPath('The folder.') },
  ({ path }, { root }) =>
    FolderCursor.use(root, async (folders) => {
      const entries = await (await folderAt(folders, placeOf(root, path))).list();
      if (entries.length > mostEntries) {
        throw new ServiceRefusal('InvalidPath', `${entries.length} are there: at most ${mostEntries} are listed.`);
      }
      return entries
        .map(({ name, kind }) => `${kind === 'folder' ? '[DIR]' : '[FILE]'} ${asLine(name)}`)
        .sort()
        .join('\n');
    }),
);
