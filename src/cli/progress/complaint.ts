import { inFlags } from '../services/inFlags.js';
import { printable } from '../terminal/printable.js';
import type { Progress } from './Job.js';

/** Why something ended without success, with the state where that says more. */
export const complaint = (end: Pick<Progress, 'errorMessage'> & { readonly state?: string | undefined }): string => {
  const message = printable(inFlags(end.errorMessage), longest);
  return end.state === 'unconfirmed' ? `unconfirmed: ${message}` : message;
};

/** As long as the library's own messages are, at most. */
const longest = 2000;
