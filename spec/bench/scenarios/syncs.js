// @ts-check
// Awaited syncs, polled every 100 ms; each task takes 3 s from its trigger on.
import { contest } from '../contest.js';
import { costs, format } from '../scenario.js';

/** @typedef {import('../contenders/fetching.js').Target} Target */

const interval = 100;
/** As far as a data centre nearby. */
const latency = 5;

/** @param {number} length @param {(index: number) => Target} target */
const targetsOf = (length, target) => Array.from({ length }, (_, index) => target(index));
const contextTarget = (/** @type {number} */ index) => ({
  sessionId: 's-1',
  contextId: `SdkCtx-${index}`,
  path: `/data-${index}`,
});

/**
 * @param {'ours' | 'plain' | 'shared'} contender @param {readonly Target[]} targets @param {object} [settings]
 * @returns {import('../contest.js').Entrant}
 */
const entrant = (contender, targets, settings) => ({
  contender,
  work: 'syncs',
  order: { targets, interval },
  settings: { latency, ...settings },
});

/** @param {readonly Target[]} targets @param {object} [settings] */
const allOf = (targets, settings) => ({
  ours: entrant('ours', targets, settings),
  plain: entrant('plain', targets, settings),
  shared: entrant('shared', targets, settings),
});

/** What is asked of many syncs in any case. @type {Record<string, import('../scenario.js').Aim>} */
const frugal = {
  connections: { most: 64 },
  cpu: { most: 2, of: 'shared' },
  memory: { most: 1.3, of: 'shared' },
  loopDelay: { most: 1.5, of: 'shared' },
};

/**
 * A client that is overloaded skips polls, and may so seem to need little: what counts then is a snapshot's cost.
 *
 * @param {Record<string, import('../scenario.js').Aim>} [aims] @returns {import('../scenario.js').Row[]}
 */
const rowsOf = (aims) => [
  ...costs(aims),
  {
    title: 'CPU of a snapshot',
    figure: ({ cpu = NaN, snapshots = NaN }) => cpu / snapshots,
    format: format.microseconds,
  },
];

const oneSession = (/** @type {number} */ syncs) => targetsOf(syncs, () => ({ sessionId: 's-1' }));

/** @type {readonly import('../scenario.js').Scenario[]} */
export const syncScenarios = [
  {
    name: 'syncs-1000',
    title: '1,000 awaited syncs of one session',
    rows: rowsOf({ requests: { most: 1060 }, ...frugal }),
    run: contest(allOf(oneSession(1000))),
  },
  {
    name: 'syncs-100',
    title: '100 awaited syncs of one session',
    rows: rowsOf({ requests: { most: 140 } }),
    run: contest(allOf(oneSession(100))),
  },
  {
    name: 'sessions-100',
    title: '1,000 awaited syncs of 100 sessions, ten of each',
    rows: rowsOf(),
    run: contest(allOf(targetsOf(1000, (index) => ({ sessionId: `s-${index % 100}` })))),
  },
  {
    name: 'tasks-10000',
    title: 'one sync with 10,000 tasks, which end one after the other',
    rows: rowsOf(),
    // A loop for all is the loop of this one.
    run: contest({
      ours: entrant('ours', oneSession(1), { contexts: 10_000, spread: true }),
      plain: entrant('plain', oneSession(1), { contexts: 10_000, spread: true }),
    }),
  },
  {
    name: 'contexts-1000',
    title: 'one session with 1,000 contexts, each synced and followed alone; beside it the same with 100',
    rows: rowsOf({ cpu: { most: 12, of: '100 contexts' } }),
    run: contest({
      ...allOf(targetsOf(1000, contextTarget), { contexts: 1000 }),
      '100 contexts': entrant('ours', targetsOf(100, contextTarget), { contexts: 100 }),
    }),
  },
];
