import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Gives an answer of the web's kind as fast as it is read: of what nobody read yet nothing more is asked for. */
export const giveResponse = async (given: Response, response: ServerResponse): Promise<void> => {
  const reader = given.body?.getReader();
  const left = new Promise<'left'>((resolve) => {
    response.once('close', () => {
      resolve('left');
    });
  });
  try {
    response.writeHead(given.status, Object.fromEntries(given.headers));
    // Who is gone already is not told of any more.
    while (!response.destroyed) {
      const read = await Promise.race([reader?.read(), left]);
      if (read === undefined || read === 'left' || read.done) break;
      if (!response.write(read.value)) await Promise.race([once(response, 'drain'), left]);
    }
  } finally {
    await reader?.cancel();
    response.end();
  }
};
