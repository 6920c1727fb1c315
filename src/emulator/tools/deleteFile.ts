import { FolderCursor } from '../files/FolderCursor.js';
import { sessionPath } from './parameters.js';
import { notFound, parentOf, placeInside } from './sessionPlace.js';
import { tool } from './Tool.js';

/** Deletes a file of a session. Of a link it is the link. */
export const deleteFile = tool(
  'Deletes a file.',
  { path: sessionPath('The file.') },
  ({ path }, { root }) =>
    FolderCursor.use(root, async (folders) => {
      const { parent, name } = await parentOf(folders, placeInside(root, path));
      const found = (await parent.stat(name)) ?? notFound();
      if (found.isDirectory()) throw Object.assign(new Error('It is a folder.'), { code: 'EISDIR' });
      await parent.remove(name);
      return `Deleted ${path}`;
    }),
  { changes: true },
);
