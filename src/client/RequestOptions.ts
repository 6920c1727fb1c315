import { milliseconds } from '../model/options/rules.js';

/** What every operation takes that is one request. */
export interface RequestOptions {
  /**
   * How long the request may take, its body included, in milliseconds.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** The `requestTimeout` that is given, or the client's. */
export const checkedTimeout = (options: RequestOptions, client: { readonly requestTimeout: number }): number =>
  milliseconds('requestTimeout', options.requestTimeout ?? client.requestTimeout, 1);
