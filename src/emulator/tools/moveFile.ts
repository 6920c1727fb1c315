import { FolderCursor } from '../files/FolderCursor.js';
import { baseName, parentPath } from '../files/paths.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { sessionPath } from './parameters.js';
import { notFound, parentOf, placeInside } from './sessionPlace.js';
import { tool } from './Tool.js';

/** Moves a file or a folder of a session, as the system does it: over a file that is there, and a folder that is empty. */
export const moveFile = tool(
  'Moves a file or a folder, and makes the folders that it is moved to.',
  { source: sessionPath('What to move.'), destination: sessionPath('Where to.') },
  ({ source, destination }, { root }) =>
    FolderCursor.use(root, (sources) =>
      FolderCursor.use(root, async (targets) => {
        const [from, to] = [placeInside(root, source), placeInside(root, destination)];
        if (to.startsWith(`${from}/`)) throw new ServiceRefusal('InvalidPath', 'A folder cannot be moved into itself.');
        const { parent, name } = await parentOf(sources, from);
        if ((await parent.stat(name)) === undefined) notFound();
        await parent.moveTo(name, await targets.make(parentPath(to)), baseName(to));
        return `Moved ${source} to ${destination}`;
      }),
    ),
  { changes: true },
);
