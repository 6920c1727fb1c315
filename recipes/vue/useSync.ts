import { restartable } from 'rx-context-sync/web';
import { computed, onScopeDispose, shallowRef } from 'vue';
import { resumableSync$ } from '../resumableSync';

/** A sync of the component that uses it: it is not watched any longer than that is there. */
export function useSync(url: string) {
  const sync = restartable(resumableSync$(url));
  const run = shallowRef(sync.getSnapshot());
  sync.subscribe((next) => (run.value = next));
  onScopeDispose(sync.cancel);
  return {
    isRunning: computed(() => run.value.isRunning),
    snapshot: computed(() => run.value.value),
    start: sync.start,
    cancel: sync.cancel,
  };
}
