import { UsageError } from '../process/UsageError.js';

/**
 * Looks at all that several requests are made of, before the first is sent.
 *
 * @throws {@link UsageError} if one says nothing.
 */
export const notBlank = (what: string, texts: readonly string[]): void => {
  if (texts.some((text) => text.trim() === ''))
    throw new UsageError(`rx-context-sync: ${what} must be text that is not blank`);
};
