// @ts-check
// What a program writes that uses no library: `fetch` and `JSON.parse`.

/** @typedef {{ contextId: string, path: string, status: string }} Task */
/** @typedef {{ sessionId: string, contextId?: string, path?: string }} Target */

/** What goes with each request, as docs/protocol.md, section 1.2, has it. */
export const headers = { authorization: 'Bearer any-key', 'content-type': 'application/json' };

/** @param {string} url @param {string} operation @param {Target} target */
export const addressOf = (url, operation, target) => `${url}/sdk/${operation}?${new URLSearchParams({ ...target })}`;

/** @param {string} text @returns {Task[]} */
export const tasksIn = (text) => {
  const { success, data } = JSON.parse(text);
  if (!success) throw new Error('the service refused');
  return JSON.parse(data.contextStatus).flatMap((/** @type {{ data: string }} */ entry) => JSON.parse(entry.data));
};

/** @param {string} url @param {Target} target */
export const trigger = async (url, target) => {
  const response = await fetch(addressOf(url, 'SyncContext', target), { method: 'POST', headers });
  const { success } = await response.json();
  if (!success) throw new Error('the service refused');
};

/** @param {string} url @param {Target} target */
export const readTasks = async (url, target) => {
  const response = await fetch(addressOf(url, 'GetContextInfo', target), { headers });
  return tasksIn(await response.text());
};

/** @param {readonly Task[]} tasks */
export const areDone = (tasks) => tasks.length > 0 && tasks.every(({ status }) => status === 'Success');
