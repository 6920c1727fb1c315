/** What the emulated service says no with: its own code, and the HTTP status that carries it. */
export class ServiceRefusal extends Error {
  readonly code: string;
  readonly httpStatus: number;

  constructor(code: string, message: string, httpStatus = 400) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** What a request asked for that is not there. */
export const contextNotFound = (which: string): ServiceRefusal =>
  new ServiceRefusal('Context.NotFound', `There is no context ${JSON.stringify(which)}.`);

/** As the services say it (docs/protocol.md, section 3.3). */
export const sessionNotFound = (sessionId: string): ServiceRefusal =>
  new ServiceRefusal('InvalidMcpSession.NotFound', `The specified resource McpSession ${sessionId} is not found.`);

/** What those are told whose work the emulator does not finish. */
export const emulatorStopped = (): ServiceRefusal =>
  new ServiceRefusal('ServiceUnavailable', 'The emulator was stopped, or reset.', 503);

/** What file systems say of a path that cannot be what was asked for: a file is where a folder should be, and the like. */
const aboutPaths = new Set(['ENAMETOOLONG', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ELOOP']);

/** What systems say where there is no room, or too much is open: nothing was done, and later it may be. */
const forNow = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** What a client is told of an error. The system's own texts stay here: they name folders of this machine. */
export const toRefusal = (error: unknown): ServiceRefusal => {
  if (error instanceof ServiceRefusal) return error;
  const { code, message, name } = error as NodeJS.ErrnoException;
  // Those of signals have a number for a code.
  if (code === 'ABORT_ERR' || name === 'AbortError') return emulatorStopped();
  if (code === undefined) return new ServiceRefusal('InternalError', message, 500);
  if (aboutPaths.has(code)) return new ServiceRefusal('InvalidPath', `The path is not usable: ${code}.`);
  if (forNow.has(code)) return new ServiceRefusal('ServiceUnavailable', `The emulator cannot do it now: ${code}.`, 503);
  return new ServiceRefusal('InternalError', code, 500);
};
