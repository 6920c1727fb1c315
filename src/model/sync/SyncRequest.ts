/** Which sync to trigger; without context and path, that of every context of the session. */
export interface SyncRequest {
  readonly sessionId: string;
  readonly contextId?: string | undefined;
  readonly path?: string | undefined;
  readonly mode?: string | undefined;
}

/** Which part of a session's status list to read; what is left out does not narrow it. */
export interface StatusRequest {
  readonly sessionId: string;
  readonly contextId?: string | undefined;
  readonly path?: string | undefined;
  readonly taskType?: string | undefined;
}
