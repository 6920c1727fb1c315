import { useEffect, useState, useSyncExternalStore } from 'react';
import { restartable } from 'rx-context-sync/web';
import { resumableSync$ } from '../resumableSync';

/** A sync of this component. It begins in the handler of an event: in StrictMode, an effect would begin two. */
export function useSync(url: string) {
  const [sync] = useState(() => restartable(resumableSync$(url)));
  useEffect(() => sync.cancel, [sync]);
  const { isRunning, value } = useSyncExternalStore(sync.subscribe, sync.getSnapshot, sync.getSnapshot);
  return { isRunning, snapshot: value, start: sync.start, cancel: sync.cancel };
}
