import type { TargetOptions } from '../../model/sync/SyncOptions.js';

/** The id of a sync that is to be started: the same where the same is asked for again, and none that anybody could guess. */
export const startId = async (sessionId: string, key: string | null, target: TargetOptions): Promise<string> => {
  if (key === null || key === '') return crypto.randomUUID();
  const { contextId, path, mode } = target;
  const asked = new TextEncoder().encode(JSON.stringify([sessionId, key, contextId, path, mode]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', asked));
  return [...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};
