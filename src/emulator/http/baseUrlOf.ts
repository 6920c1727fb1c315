import type { IncomingMessage } from 'node:http';
import { inUrl, isLoopback, plainAddress } from './loopback.js';

/** What some clients send has a scheme, too (docs/protocol.md, section 2.3). */
const hostHeader = /^(?:https?:\/\/)?((?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)\/?$/i;

/**
 * By which URL a client reaches the emulator: the one that it asked, be it another port of another machine that leads here. Where
 * the emulator listens on this machine only, so must that be; else it is the address that the connection came to.
 */
export const baseUrlOf = ({ headers, socket }: IncomingMessage, isOpen: boolean): string => {
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  const asked = `${scheme}://${hostHeader.exec(headers.host ?? '')?.[1] ?? ''}`;
  if (URL.canParse(asked) && (isOpen || isLoopback(new URL(asked).hostname))) return new URL(asked).origin;
  return `${scheme}://${inUrl(plainAddress(socket.localAddress ?? ''))}:${socket.localPort}`;
};
