import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const channel = 'http.server.request.start';

/** Resolves when the next request with this in its first line comes to a server of this process. */
export const arrival = (line: RegExp): Promise<void> =>
  new Promise((resolve) => {
    const seen = (message: unknown): void => {
      const { method, url } = (message as { readonly request: IncomingMessage }).request;
      if (!line.test(`${method} ${url}`)) return;
      unsubscribe(channel, seen);
      resolve();
    };
    subscribe(channel, seen);
  });
