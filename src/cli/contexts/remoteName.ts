import path from 'node:path';
import { printable } from '../terminal/printable.js';

/**
 * A file of a service by its path from the folder that was asked for, as a path of this machine.
 *
 * @throws if it would lead out of the folder that it goes to.
 */
export const remoteName = (name: string): string => {
  const parts = name.split('/');
  if (name === '' || parts.some((part) => part === '..' || part.includes(path.sep) || part.includes('\0')))
    throw new Error(`${printable(name)} would not be in the folder that it goes to`);
  return path.join(...parts);
};
