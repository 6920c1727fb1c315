import { randomInt, randomUUID } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const suffix = (): string => Array.from({ length: 17 }, () => letters.charAt(randomInt(letters.length))).join('');

/** Ids in the services' forms (docs/protocol.md, section 3.3). */
export const newContextId = (): string => `SdkCtx-${suffix()}`;
export const newSessionId = (): string => `s-${suffix()}`;
export const newRequestId = (): string => randomUUID().toUpperCase();

/** A time in Unix milliseconds, as the services write it. */
export const wireTime = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
