import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { Fault } from './Faults.js';

/** Delays an answer, or breaks its connection, as a fault says. True where the request is to have no answer at all. */
export const injectFault = async (
  { delay, connection }: Fault,
  response: ServerResponse,
  stop: AbortSignal,
): Promise<boolean> => {
  if (delay !== undefined) await sleep(delay, undefined, { signal: stop, ref: false });
  if (connection === 'reset') response.destroy();
  return connection === 'hang' || connection === 'reset';
};

/** The refusal that a fault asks for; undefined where it asks for none. */
export const injectedRefusal = ({
  httpStatus,
  code,
  message = 'The emulator was told to refuse it.',
}: Fault): ServiceRefusal | undefined =>
  httpStatus === undefined && code === undefined
    ? undefined
    : new ServiceRefusal(code ?? 'Trouble', message, httpStatus);

/** What an answer says that is not what it should be. */
export const garbledBody = '<html>not what you wanted</html>';
