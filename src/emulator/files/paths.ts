import path from 'node:path';

const either = /[/\\]/;
/** In a name on Linux and macOS a backslash is a letter like any other. */
const native = path.sep === '\\' ? either : '/';

const named = (part: string): boolean => part !== '' && part !== '.';

/** The parts of a path in a session: sandboxes run Windows too. */
export const sessionPathParts = (sessionPath: string): readonly string[] => sessionPath.split(either).filter(named);

/** The parts of the path of a file that is on this machine. */
export const filePathParts = (file: string): readonly string[] => file.split(native).filter(named);

/** What is left of a path of a session below a folder: empty if it is the folder, undefined if it is not in it. */
export const relativeSessionPath = (sessionPath: string, folder: string): string | undefined => {
  const [parts, outer] = [sessionPathParts(sessionPath), sessionPathParts(folder)];
  return outer.every((part, index) => parts[index] === part) ? parts.slice(outer.length).join('/') : undefined;
};

/** Whether two paths of a session are the same place. */
export const isSamePath = (one: string, other: string): boolean =>
  sessionPathParts(one).join('/') === sessionPathParts(other).join('/');

/** The folder that a file is in, by their paths from somewhere; empty where that is it. */
export const parentPath = (file: string): string => file.slice(0, Math.max(file.lastIndexOf('/'), 0));

/** The name of a file, by its path. */
export const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** Whether a file is at a path of sessions, or in the folder there. Everything is in the root. */
export const isBelow = (file: string, folder: string): boolean => {
  if (folder === '') return true;
  const parts = sessionPathParts(folder);
  const own = filePathParts(file);
  return parts.every((part, index) => own[index] === part);
};
