import { randomInt, randomUUID } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** An id in the services' form (docs/protocol.md, section 3.3), of whole numbers below a bound. */
export const wireId = (prefix: string, random: (bound: number) => number): string =>
  prefix + Array.from({ length: 17 }, () => letters.charAt(random(letters.length))).join('');

const anyNumber = (bound: number): number => randomInt(bound);

export const newContextId = (): string => wireId('SdkCtx-', anyNumber);
export const newSessionId = (): string => wireId('s-', anyNumber);
export const newRequestId = (): string => randomUUID().toUpperCase();

/** A time in Unix milliseconds, as the services write it. */
export const wireTime = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
