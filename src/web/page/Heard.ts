/** What is heard of a server: a value, what it asks for, that it is there, or how it ended. */
export type Heard =
  | { readonly type: 'value'; readonly value: unknown; readonly id?: string }
  | { readonly type: 'retry'; readonly ms: number }
  | { readonly type: 'alive' }
  | { readonly type: 'complete' }
  | { readonly type: 'failed' };
