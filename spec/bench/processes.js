// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const here = import.meta.dirname;

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** The first message of a process, or an error where it ends without one. @param {ChildProcess} child */
const firstMessage = (child) =>
  new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.slice(1).join(' ')} ended with ${code}`)));
  });

/**
 * Runs a program of this folder in a fresh process, and gives what it tells. What is long goes as an order: arguments are bounded.
 *
 * @param {string} file @param {readonly string[]} args @param {object} [order] @returns {Promise<any>}
 */
export const inProcess = (file, args, order) => {
  const child = fork(path.join(here, file), args);
  if (order) child.send(order);
  return firstMessage(child);
};

/**
 * A program of this folder that answers as long as it runs. What it is sent first it answers when it is ready.
 *
 * @typedef {object} Companion
 * @property {(question: object) => Promise<any>} ask
 * @property {() => void} stop
 */

/** @param {string} file @param {object} order @returns {Promise<Companion>} */
export const startCompanion = async (file, order) => {
  const child = fork(path.join(here, file));
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  ended.catch(() => undefined);
  const ask = async (/** @type {object} */ question) => {
    child.send(question);
    const [answer] = await Promise.race([once(child, 'message'), ended]);
    return answer;
  };
  await ask(order);
  return { ask, stop: () => void child.kill('SIGKILL') };
};

/**
 * The service, in a process of its own.
 *
 * @typedef {object} Service
 * @property {string} url
 * @property {(settings: import('./service/sessionTasks.js').Settings) => Promise<void>} reset
 * @property {() => Promise<import('./service/counts.js').Counts>} counts
 * @property {() => void} stop
 */

/** @returns {Promise<Service>} */
export const startService = async () => {
  const child = fork(path.join(here, 'service/service.js'));
  const url = await firstMessage(child);
  return {
    url,
    reset: async (settings) => {
      await fetch(`${url}/control/reset`, { method: 'POST', body: JSON.stringify(settings) });
    },
    counts: async () => (await fetch(`${url}/control/counts`)).json(),
    stop: () => child.disconnect(),
  };
};
