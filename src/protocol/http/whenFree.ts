const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };

/**
 * Runs something when the connection of an answer that was just read takes the next request. Node's `fetch` knows that one turn
 * later: until then it would open another connection.
 */
export const whenFree = (run: () => void): void => {
  if (setImmediate) setImmediate(run);
  else run();
};
