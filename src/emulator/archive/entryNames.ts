import path from 'node:path';
import { archivedFolders, badArchive, unarchivedKinds } from './stateArchive.js';

/** What no tool takes as a part of a name: a backslash, and a byte that is no text (see `decodeName`). */
const special = /[%\\\uDC80-\uDCFF]/gu;

/** The name of an entry, for a file by its path in the data folder. */
export const entryName = (file: string): string =>
  file.replace(special, (letter) => {
    const code = letter.charCodeAt(0);
    return `%${(code < 0x80 ? code : code - 0xdc00).toString(16).toUpperCase()}`;
  });

/** Where the file of an entry goes in the data folder. Refuses what is not ours, and what would lead out of it. */
export const entryPlace = (name: string): string => {
  const file = name.replace(/\/$/, '').replace(/%(..)/g, (_, hex: string) => decoded(hex, name));
  const parts = file.split('/');
  const [root = '', kind = ''] = parts;
  const isOurs = archivedFolders.some((folder) => folder === root) && !(root === 'state' && unarchivedKinds.has(kind));
  if (!isOurs) throw badArchive(`${JSON.stringify(name)} is nothing of an emulator`);
  const isUsable = parts.every((part) => !['', '.', '..'].includes(part)) && !file.includes('\0');
  if (!isUsable || (path.sep === '\\' && file.includes('\\'))) {
    throw badArchive(`the name ${JSON.stringify(name)} is not usable`);
  }
  return file;
};

const decoded = (hex: string, name: string): string => {
  const code = Number.parseInt(hex, 16);
  if (code === 0x25 || code === 0x5c) return String.fromCharCode(code);
  if (/^[89A-F][\dA-F]$/.test(hex)) return String.fromCharCode(0xdc00 + code);
  throw badArchive(`the name ${JSON.stringify(name)} is not usable`);
};
