import { FolderCursor } from '../files/FolderCursor.js';
import { sessionPath } from './parameters.js';
import { placeOf } from './sessionPlace.js';
import { tool } from './Tool.js';

/** Makes a folder of a session, with those above it. */
export const createDirectory = tool(
  'Makes a folder, and those that it is in.',
  { path: sessionPath('The folder.') },
  ({ path }, { root }) =>
    FolderCursor.use(root, async (folders) => {
      await folders.make(placeOf(root, path));
      return `Made the folder ${path}`;
    }),
  { changes: true },
);
