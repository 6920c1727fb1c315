import { ServiceRefusal } from './ServiceRefusal.js';

/** What file systems say of a path that cannot be what was asked for: a file is where a folder should be, and the like. */
const aboutPaths = new Set(['ENAMETOOLONG', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ELOOP']);

/** What systems say where there is no room, or too much is open: nothing was done, and later it may be. */
const forNow = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** What a client is told of an error. The system's own texts stay here: they name folders of this machine. */
export const toRefusal = (error: unknown): ServiceRefusal => {
  if (error instanceof ServiceRefusal) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ABORT_ERR') return new ServiceRefusal('ServiceUnavailable', 'The emulator was stopped, or reset.', 503);
  if (code === undefined) return new ServiceRefusal('InternalError', message, 500);
  if (aboutPaths.has(code)) return new ServiceRefusal('InvalidPath', `The path is not usable: ${code}.`);
  if (forNow.has(code)) return new ServiceRefusal('ServiceUnavailable', `The emulator cannot do it now: ${code}.`, 503);
  return new ServiceRefusal('InternalError', code, 500);
};
