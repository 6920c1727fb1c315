import { useSync } from './useSync';

export function SyncPanel() {
  const { isRunning, snapshot, start, cancel } = useSync('/api/sync');
  const { total = 0, finished = 0 } = snapshot?.progress ?? {};
  return (
    <main>
      <button onClick={start} disabled={isRunning}>
        {snapshot?.done && !snapshot.success ? 'Try again' : 'Sync'}
      </button>
      <button onClick={cancel} disabled={!isRunning}>
        Cancel
      </button>
      <progress max={total || 1} value={finished} aria-label="Tasks" />
      {snapshot && <p>{`${snapshot.state}: ${finished} of ${total} tasks ended`}</p>}
      <ul>
        {snapshot?.contextStatusData.map((task) => (
          <li key={task.taskType + task.contextId + task.path}>
            {task.path} <span>{task.errorMessage || task.status}</span>
          </li>
        ))}
      </ul>
      {snapshot?.warning && <p role="status">Trying again: {snapshot.warning.message}</p>}
      {snapshot && !snapshot.done && !isRunning && (
        <p role="status">Not watched any more: it may go on. "Sync" follows it again.</p>
      )}
      {snapshot?.errorMessage && <p role="alert">{snapshot.errorMessage}</p>}
    </main>
  );
}
