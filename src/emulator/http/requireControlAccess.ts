import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { Authenticate } from './authenticate.js';
import { isFromHere, isLoopback } from './loopback.js';

/** Who may use the control. */
export interface ControlAccess {
  /** Whoever has it may use the control from anywhere; undefined where nobody may from elsewhere. */
  readonly controlToken: string | undefined;
  /** What the emulator's own page has; undefined where there is none. */
  readonly consoleToken?: string | undefined;
  readonly authenticate: Authenticate;
  /** Whether keys are known: then programs of this machine need one. */
  readonly hasKeys: boolean;
}

/**
 * Refuses what a web page could send: pages name their origin, or a host that is not this machine. Programs of other machines
 * need the token. The emulator's own page is let in by a token that no other page has.
 */
export const requireControlAccess = (request: IncomingMessage, access: ControlAccess): void => {
  const { headers, socket } = request;
  const { controlToken, consoleToken, authenticate, hasKeys } = access;
  const given = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  const isGiven = (token: string | undefined): boolean =>
    token !== undefined && given !== undefined && isSame(given, token);
  if (consoleToken !== undefined && isFromOwnPage(headers) && (isGiven(consoleToken) || isGiven(controlToken))) {
    requireControlPlace(request, access);
    return;
  }
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) throw forbidden(notForPages);
  if (isGiven(controlToken)) return;
  if (!isFromHere(socket.remoteAddress)) throw forbidden(controlToken === undefined ? notFromElsewhere : needsToken);
  requireControlPlace(request, access);
  if (hasKeys) authenticate(given);
};

/** Refuses who asks from elsewhere where nobody may, and by a name that somebody else has made to lead here. */
export const requireControlPlace = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  { controlToken }: Pick<ControlAccess, 'controlToken'>,
): void => {
  if (!isFromHere(socket.remoteAddress)) {
    if (controlToken === undefined) throw forbidden(notFromElsewhere);
    return;
  }
  if (!isLoopback((headers.host ?? '').replace(/:\d+$/, ''))) throw forbidden(notForPages);
};

/** Browsers say where a request comes from, and of one that changes something also which page sends it. */
const isFromOwnPage = ({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean =>
  (site === undefined || site === 'same-origin') &&
  (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host));

const notForPages = 'The control is for programs of this machine, not for web pages.';
const notFromElsewhere = 'The control is for programs of this machine, where no `controlToken` is set.';
const needsToken = 'From elsewhere, the control needs `Authorization: Bearer` with the `controlToken`.';

const forbidden = (message: string): ServiceRefusal => new ServiceRefusal('Forbidden', message, 403);

const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
