/** Which sync to trigger; without context and path, that of every context of the session. */
export interface SyncRequest {
  readonly sessionId: string;
  readonly contextId?: string | undefined;
  readonly path?: string | undefined;
  readonly mode?: string | undefined;
}
