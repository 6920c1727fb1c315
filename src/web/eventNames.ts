/** What is said in an event stream beside its values (WHATWG HTML, section "Server-sent events"): they come as plain messages. */
export const eventNames = {
  /** All was told. */
  complete: 'complete',
  /** It went wrong on the server, where the reason is kept: nothing more comes. */
  failed: 'failed',
} as const;

/** The id of the end. Who comes back with it knows all. */
export const endId = 'end';
