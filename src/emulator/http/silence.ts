import type { IncomingMessage } from 'node:http';

/** In milliseconds. */
const longestSilence = 300_000;

/** Reads the body of a request: for as long as it takes, but it breaks off where nothing comes for minutes. */
export const unlessSilent = async <T>(request: IncomingMessage, read: () => Promise<T>): Promise<T> => {
  // A request that is broken off has none any more.
  const { socket } = request;
  socket.setTimeout(longestSilence);
  try {
    return await read();
  } finally {
    socket.setTimeout(0);
  }
};
