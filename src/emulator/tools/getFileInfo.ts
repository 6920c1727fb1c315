import type { BigIntStats } from 'node:fs';
import { FolderCursor } from '../files/FolderCursor.js';
import { baseName } from '../files/paths.js';
import { wireTime } from '../protocol/wireForms.js';
import { sessionPath } from './parameters.js';
import { asLine, folderAt, notFound, parentOf, placeOf } from './sessionPlace.js';
import { tool } from './Tool.js';

/** Tells what is known of a file or a folder of a session. Of a link it is that of the link. */
export const getFileInfo = tool(
  'Tells name, path, size, modTime and mode of a file or a folder, one line each.',
  { path: sessionPath('The file or the folder.') },
  ({ path }, { root }) =>
    FolderCursor.use(root, async (folders) => {
      const place = placeOf(root, path);
      const { size, mtimeMs, mode, ...stats } = factsOf(await statsAt(folders, place));
      return Object.entries({
        name: asLine(baseName(place) || '/'),
        path: asLine(path),
        size,
        isDirectory: stats.isDirectory,
        modTime: wireTime(mtimeMs),
        mode: permissions(mode),
      })
        .map(([key, value]) => `${key}: ${value}`)
        .join('\n');
    }),
);

const statsAt = async (folders: FolderCursor, place: string): Promise<BigIntStats> => {
  if (place === '') return (await folderAt(folders, '')).stats;
  const { parent, name } = await parentOf(folders, place);
  return (await parent.stat(name)) ?? notFound();
};

const factsOf = (stats: BigIntStats) => ({
  size: Number(stats.size),
  isDirectory: stats.isDirectory(),
  mtimeMs: Number(stats.mtimeMs),
  mode: Number(stats.mode),
});

/** As `ls` writes them. */
const permissions = (mode: number): string =>
  Array.from('rwxrwxrwx', (letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-')).join('');
