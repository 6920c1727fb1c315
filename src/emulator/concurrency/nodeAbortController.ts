import util from 'node:util';

/**
 * An `AbortController` of Node: in a page that is only imitated (happy-dom, jsdom) the global one is the page's, whose signals
 * Node does not take for its own. Bun has no other than the global one.
 */
export const nodeAbortController = (): AbortController => {
  const { transferableAbortController } = util as Partial<typeof util>;
  return transferableAbortController?.() ?? new AbortController();
};
