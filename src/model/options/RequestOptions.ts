import type { ClientDefaults } from './ClientDefaults.js';
import { milliseconds, withDefault } from './rules.js';

/** What every operation takes that is one request. */
export interface RequestOptions {
  /**
   * How long the request may take, its body included, in milliseconds.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** The rules of {@link RequestOptions}. */
export const requestRules = ({ requestTimeout }: ClientDefaults) => ({
  requestTimeout: withDefault(milliseconds(1), requestTimeout),
});
