import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../protocol/ServiceRefusal.js';
import type { Trouble } from './Trouble.js';

/** Waits as long as a trouble says. True where the request is to have no answer at all. */
export const isLeftWithoutAnswer = async (
  { delay, connection }: Trouble,
  response: ServerResponse,
  stop: AbortSignal,
): Promise<boolean> => {
  if (delay !== undefined) await sleep(delay, undefined, { signal: stop, ref: false });
  if (connection === 'reset') response.destroy();
  return connection === 'hang' || connection === 'reset';
};

/** The refusal that a trouble asks for; undefined where it asks for none. */
export const refusalIn = ({ httpStatus, code, message = 'This was asked for.' }: Trouble): Refusal | undefined =>
  httpStatus === undefined && code === undefined ? undefined : new Refusal(code ?? 'Trouble', message, httpStatus);

/** What an answer says that is not what it should be. */
export const garbled = '<html>not what you wanted</html>';
