import { flag, nonBlank } from '../model/options/rules.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import type { ContextQuery } from '../protocol/operations.js';
import type { RequestOptions } from './RequestOptions.js';

/** How a context is looked for. */
export interface GetContextOptions extends RequestOptions {
  /**
   * Make the context where there is none of that name.
   * @default false
   */
  readonly create?: boolean | undefined;
}

/** What of a context is changed. */
export interface UpdateContextOptions extends RequestOptions {
  /** Its new name. */
  readonly name: string;
}

/** Checks which context is meant: by its name, or by its id. */
export const contextQuery = (which: unknown, create: unknown): ContextQuery => {
  const mayCreate = flag('create', create ?? false);
  if (typeof which !== 'object' || which === null) return { name: nonBlank('name', which), create: mayCreate };
  if (mayCreate) throw new InvalidRequest('create', 'is for names: the service gives the ids');
  return { contextId: nonBlank('contextId', (which as { contextId?: unknown }).contextId) };
};
