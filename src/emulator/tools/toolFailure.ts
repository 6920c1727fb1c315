import { isContextError } from '../../model/errors/ContextError.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/** What systems say, in words. Their own texts stay here: they name folders of this machine. */
const words: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'There is no such file or folder.'],
  ['ENOTDIR', 'A file is where a folder should be.'],
  ['EISDIR', 'What is there is no file.'],
  ['EEXIST', 'Something is there already.'],
  ['ENOTEMPTY', 'There is a folder that is not empty.'],
]);

/** What a client is told of a tool that failed, as text; undefined where the emulator itself did. */
export const toolFailure = (error: unknown): string | undefined => {
  if (error instanceof ServiceRefusal || isContextError(error)) return error.message;
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  return words.get(code) ?? (errno === undefined ? undefined : `The system says ${code}.`);
};
