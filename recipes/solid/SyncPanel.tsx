/** @jsxImportSource solid-js */
import { restartable } from 'rx-context-sync/web';
import { For, from, onCleanup, Show } from 'solid-js';
import { resumableSync$ } from '../resumableSync';

export function SyncPanel() {
  const sync = restartable(resumableSync$('/api/sync'));
  onCleanup(sync.cancel);
  const run = from(sync, sync.getSnapshot());
  const snapshot = () => run().value;
  const progress = () => snapshot()?.progress ?? { total: 0, finished: 0 };
  return (
    <main>
      <button onClick={sync.start} disabled={run().isRunning}>
        {snapshot()?.done && !snapshot()?.success ? 'Try again' : 'Sync'}
      </button>
      <button onClick={sync.cancel} disabled={!run().isRunning}>
        Cancel
      </button>
      <progress max={progress().total || 1} value={progress().finished} aria-label="Tasks" />
      <Show when={snapshot()}>
        {(snapshot) => (
          <>
            <p>{`${snapshot().state}: ${progress().finished} of ${progress().total} tasks ended`}</p>
            <ul>
              <For each={snapshot().contextStatusData}>
                {(task) => (
                  <li>
                    {task.path} <span>{task.errorMessage || task.status}</span>
                  </li>
                )}
              </For>
            </ul>
            <Show when={snapshot().warning}>{(warning) => <p role="status">Trying again: {warning().message}</p>}</Show>
            <Show when={!snapshot().done && !run().isRunning}>
              <p role="status">Not watched any more: it may go on. "Sync" follows it again.</p>
            </Show>
            <Show when={snapshot().errorMessage}>{(message) => <p role="alert">{message()}</p>}</Show>
          </>
        )}
      </Show>
    </main>
  );
}
