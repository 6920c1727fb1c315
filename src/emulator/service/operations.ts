import { contextOperations } from './contextOperations.js';
import { fileOperations } from './fileOperations.js';
import type { Operations } from './Operation.js';
import { sessionOperations } from './sessionOperations.js';
import { syncOperations } from './syncOperations.js';
import { toolOperations } from './toolOperations.js';

/** What the service can be asked for (docs/protocol.md, section 4), whatever the protocol. */
export const operations: Operations = {
  ...contextOperations,
  ...fileOperations,
  ...sessionOperations,
  ...syncOperations,
  ...toolOperations,
};
