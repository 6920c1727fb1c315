import { InvalidArgumentError } from '@commander-js/extra-typings';

/** A context, and where it is mounted. */
export interface ContextAt {
  readonly contextId: string;
  readonly path: string;
}

const rule = 'It must be ID:PATH, a context and where it is mounted.';

/** Reads `SdkCtx-1:/home/my-data`. Ids have no colon; paths may. */
export const contextAt = (text: string): ContextAt => {
  const [, contextId = '', path = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  if (contextId.trim() === '' || path.trim() === '') throw new InvalidArgumentError(rule);
  return { contextId, path };
};

/** Reads one more of them. */
export const contextsAt = (text: string, before: readonly ContextAt[] | undefined): readonly ContextAt[] => [
  ...(before ?? []),
  contextAt(text),
];

/** Reads `SdkCtx-1`, or `SdkCtx-1:/home/my-data`. */
export const contextOrAt = (text: string): Partial<ContextAt> & Pick<ContextAt, 'contextId'> => {
  if (text.trim() === '') throw new InvalidArgumentError('It must be ID or ID:PATH, of a context.');
  return text.includes(':') ? contextAt(text) : { contextId: text };
};
