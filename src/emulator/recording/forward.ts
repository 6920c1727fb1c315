import { once } from 'node:events';
import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';
import type { HeaderList } from './Exchange.js';

/** What is sent on. */
export interface ForwardedRequest {
  /** Such as `https://host:port`. */
  readonly origin: string;
  /** The path and the query, as they were written. */
  readonly target: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: Buffer | IncomingMessage;
}

/** Sends a request, once, on a connection of its own, and gives its answer. Rejects where there is none. */
export const forward = async (
  { origin, target, method, headers, body }: ForwardedRequest,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> => {
  const { protocol, hostname, port, host } = new URL(origin);
  const options = {
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: target,
    method,
    headers: [['Host', host] as const, ...headers].flat(),
    agent: false as const,
    signal,
  };
  const outgoing =
    protocol === 'https:'
      ? requestTls({ ...options, ...(ca !== undefined && { ca: [...rootCertificates, ca] }) })
      : requestPlain(options);
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  if (Buffer.isBuffer(body)) outgoing.end(body);
  // An answer may come before all was sent; what breaks off is told by the answer.
  else pipeline(body, outgoing).catch(() => undefined);
  const [answer] = await answered;
  // What breaks then is told by what is read of the answer.
  outgoing.on('error', () => undefined);
  return answer;
};

/** What the system, or the protocol, calls an error. */
export const errorCode = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};
