import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** Gives an answer of the web's kind as fast as it is read: of what nobody read yet nothing more is asked for. */
export const giveResponse = async (given: Response, response: ServerResponse): Promise<void> => {
  // Who is gone already is not told of any more.
  if (response.destroyed) {
    await given.body?.cancel();
    return;
  }
  response.writeHead(given.status, Object.fromEntries(given.headers));
  if (given.body === null) {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(given.body as ReadableStream), response);
  } catch (error) {
    // Whoever leaves does no wrong.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
};
