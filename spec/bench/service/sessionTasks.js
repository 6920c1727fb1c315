// @ts-check

/**
 * How the sessions of the service are.
 *
 * @typedef {object} Settings
 * @property {number} [contexts] in each session; 1 by default
 * @property {number} [seconds] how long a task runs, from its trigger on; 3 by default
 * @property {boolean} [spread] the tasks of a session end one after the other, not all at the end of that time
 * @property {boolean} [finishedBefore] each session lists a finished task for each context from the beginning
 * @property {number} [latency] ms until a request is answered
 */

/**
 * The tasks of one session, and the status list that tells of them, in AGB's form (docs/protocol.md, section 5). What a list
 * costs must not be what is measured: each entry is made once for each state, and a list once for each change.
 *
 * @param {Settings} settings
 */
export const sessionTasks = ({ contexts = 1, seconds = 3, spread = false, finishedBefore = false }) => {
  const before = finishedBefore ? Date.now() - 3_600_000 : 0;
  const tasks = Array.from({ length: contexts }, (_, index) => {
    const contextId = `SdkCtx-${index}`;
    const task = { contextId, path: `/data-${index}`, startedAt: before, endsAt: before, isDone: finishedBefore };
    return { ...task, entry: entryOf(task) };
  });
  const byContext = new Map(tasks.map((task) => [task.contextId, task]));
  /** @type {Map<string, string>} */
  const lists = new Map();
  let validUntil = Infinity;

  /** @param {string} contextId */
  const tasksOf = (contextId) => {
    const task = byContext.get(contextId);
    return task ? [task] : contextId === '' ? tasks : [];
  };

  const endTasks = (/** @type {number} */ now) => {
    if (now < validUntil) return;
    lists.clear();
    validUntil = Infinity;
    for (const task of tasks) {
      if (task.startedAt === 0 || task.isDone) continue;
      if (task.endsAt <= now) {
        task.isDone = true;
        task.entry = entryOf(task);
      } else validUntil = Math.min(validUntil, task.endsAt);
    }
  };

  return {
    /** Begins the tasks of a context, or of all. What runs already goes on as it is. @param {string} contextId */
    trigger: (contextId) => {
      const now = Date.now();
      endTasks(now);
      for (const [index, task] of tasksOf(contextId).entries()) {
        if (task.startedAt > 0 && !task.isDone) continue;
        const part = spread ? (index + 1) / contexts : 1;
        Object.assign(task, { startedAt: now, endsAt: now + seconds * 1000 * part, isDone: false });
        task.entry = entryOf(task);
        validUntil = Math.min(validUntil, task.endsAt);
        lists.clear();
      }
    },
    /** The body of the answer to GetContextInfo. @param {string} contextId */
    list: (contextId) => {
      endTasks(Date.now());
      const known = lists.get(contextId);
      if (known !== undefined) return known;
      const entries = tasksOf(contextId).flatMap(({ startedAt, entry }) => (startedAt > 0 ? [entry] : []));
      const body = head + entries.join(',') + tail;
      lists.set(contextId, body);
      return body;
    },
  };
};

/** JSON text as it stands inside of a string of JSON. */
const quoted = (/** @type {string} */ text) => JSON.stringify(text).slice(1, -1);

/** @param {{ contextId: string, path: string, startedAt: number, endsAt: number, isDone: boolean }} task */
const entryOf = ({ contextId, path, startedAt, endsAt, isDone }) => {
  const status = isDone ? 'Success' : 'Running';
  const times = { startTime: Math.floor(startedAt / 1000), finishTime: isDone ? Math.floor(endsAt / 1000) : 0 };
  return quoted(quoted(JSON.stringify({ contextId, path, errorMessage: '', status, ...times, taskType: 'upload' })));
};

const contextStatus = JSON.stringify([{ type: 'data', data: '[*]' }]);
const answer = { success: true, code: 'ok', message: '', httpStatusCode: 200, requestId: 'R-1' };
const [head = '', tail = ''] = JSON.stringify({ ...answer, data: { contextStatus } }).split('*');

/** The body of the answer to SyncContext. */
export const accepted = JSON.stringify(answer);
