import { noContext, type TakeContext } from '../streams/polling/AsyncContext.js';
import { builtinModule } from './builtinModule.js';

/**
 * Takes the contexts of `AsyncLocalStorage`, in Node and its like. By a resource of our own: a `snapshot` of the class itself
 * says the same, and takes two hundred times as long.
 */
export const asyncContexts = (): TakeContext => {
  const AsyncResource = builtinModule('async_hooks')?.AsyncResource;
  if (AsyncResource === undefined) return noContext;
  return () => {
    const resource = new AsyncResource('rx-context-sync');
    return (run) => {
      resource.runInAsyncScope(run);
    };
  };
};
