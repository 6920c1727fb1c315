import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { Authenticate } from './authenticate.js';
import { isFromHere } from './loopback.js';

/** Who may use the control. */
export interface ControlAccess {
  /** Whoever has it may use the control from anywhere; undefined where nobody may from elsewhere. */
  readonly controlToken: string | undefined;
  readonly authenticate: Authenticate;
  /** Whether keys are known: then programs of this machine need one. */
  readonly hasKeys: boolean;
}

/**
 * Refuses what a web page could send: pages name their origin, or a host that is not this machine. Programs of other machines
 * need the token.
 */
export const requireControlAccess = (
  { headers, socket }: IncomingMessage,
  { controlToken, authenticate, hasKeys }: ControlAccess,
): void => {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) throw forbidden(notForPages);
  const given = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (controlToken !== undefined && given !== undefined && isSame(given, controlToken)) return;
  if (!isFromHere(socket.remoteAddress)) throw forbidden(controlToken === undefined ? notFromElsewhere : needsToken);
  // A name that somebody else has made to lead here.
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(headers.host ?? '')) throw forbidden(notForPages);
  if (hasKeys) authenticate(given);
};

const notForPages = 'The control is for programs of this machine, not for web pages.';
const notFromElsewhere = 'The control is for programs of this machine, where no `controlToken` is set.';
const needsToken = 'From elsewhere, the control needs `Authorization: Bearer` with the `controlToken`.';

const forbidden = (message: string): ServiceRefusal => new ServiceRefusal('Forbidden', message, 403);

const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
