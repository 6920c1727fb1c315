import { useState } from 'preact/hooks';
import { hasFailed, isFinished } from '../../../model/tasks/taskStatus.js';
import type { Part, TaskRow } from '../ConsoleState.js';
import { hrefOf } from './route.js';
import { timeOf } from './texts.js';

/** How many are shown to who did not ask for all. */
const few = 6;

/** Sync tasks: those that are not over first. */
export const Tasks = ({ tasks: { total, shown } }: { readonly tasks: Part<TaskRow> }) => {
  const [isWhole, setWhole] = useState(false);
  return (
    <section aria-labelledby="tasks">
      <div class="head">
        <h2 id="tasks">
          Tasks <span class="count">{total.toLocaleString('en')}</span>
        </h2>
        {total > few && (
          <button
            type="button"
            class="plain"
            aria-expanded={isWhole}
            onClick={() => {
              setWhole(!isWhole);
            }}
          >
            {isWhole ? 'Show few' : `Show ${total > shown.length ? `the newest ${shown.length}` : 'all'}`}
          </button>
        )}
      </div>
      {total === 0 ? (
        <p class="none">Nothing was synced yet.</p>
      ) : (
        <ul class="tasks">
          {shown.slice(0, isWhole ? undefined : few).map((task) => (
            <Task key={`${task.sessionId} ${task.number}`} task={task} />
          ))}
        </ul>
      )}
    </section>
  );
};

const Task = ({ task }: { readonly task: TaskRow }) => {
  const { sessionId: session, contextId: context, contextName, path, taskType, status, errorMessage } = task;
  return (
    <li class={`task ${toneOf(task)}`}>
      <span class="what">
        <span class="direction">{taskType}</span> <bdi class="mono">{path}</bdi>
      </span>
      <span class="between dim">
        <a href={hrefOf({ session })}>
          <bdi class="mono">{session}</bdi>
        </a>{' '}
        {taskType === 'upload' ? 'to' : 'from'}{' '}
        <a href={hrefOf({ context })}>
          <bdi>{contextName || context}</bdi>
        </a>
      </span>
      <span class="bar" aria-hidden="true" />
      <span class="status">{status}</span>
      <span class="took dim">{tookOf(task)}</span>
      {errorMessage !== '' && <bdi class="reason">{errorMessage}</bdi>}
    </li>
  );
};

const toneOf = (task: TaskRow): string => {
  if (hasFailed(task)) return 'bad';
  if (isFinished(task)) return 'good';
  return task.status === 'Pending' ? 'pending' : 'running';
};

const tookOf = ({ startTime, finishTime }: TaskRow): string => {
  if (startTime === 0) return '';
  const from = timeOf(startTime * 1000).slice(0, 8);
  return finishTime === 0 ? `since ${from}` : `${from}, ${finishTime - startTime} s`;
};
