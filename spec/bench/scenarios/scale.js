// @ts-check
// More syncs than one process: workers over a Redis, beside one process with `sync$`.
import { redisCommand } from '../../support/redisServer.js';
import { format } from '../scenario.js';
import { startEmbedded, startWorkers } from '../scale/carriers.js';
import { grow } from '../scale/growth.js';
import { live } from '../scale/life.js';
import { limited } from '../scale/limited.js';

/** @typedef {import('../scenario.js').Row} Row @typedef {import('../processes.js').Service} Service */

const latency = 5;
const lives = { syncs: 500, seconds: 20 };

/** @type {Record<string, (url: string) => Promise<import('../scale/carriers.js').Carrier>>} */
const carriers = {
  ours: (url) => startWorkers(url, 3),
  'one worker': (url) => startWorkers(url, 1),
  sync$: startEmbedded,
};

/** @param {Service} service @param {string} who @param {number} perSession */
const figuresOf = async (service, who, perSession) => {
  const start = carriers[who] ?? startEmbedded;
  await service.reset({ latency, contexts: perSession, seconds: lives.seconds });
  const short = await start(service.url);
  const { requests, kept } = await live(short, service, { ...lives, perSession });
  await short.stop();

  await service.reset({ latency, contexts: perSession, seconds: 86_400 });
  const long = await start(service.url);
  const empty = (await long.redis())?.memory ?? NaN;
  const { carried, tooMuch } = await grow(long, service, { first: 2000, perSession });
  await long.stop();
  const { syncs = NaN, polls = NaN, wall = NaN, made = NaN, loopDelay = NaN, ...costs } = carried ?? {};
  const { cpu = NaN, memory = NaN, operations = NaN, commands = NaN, written = NaN, redisCpu = NaN } = costs;
  return {
    syncs,
    pollsPerSecond: (polls / wall) * 1000,
    made,
    loopDelay,
    next: tooMuch?.syncs ?? NaN,
    nextMade: tooMuch?.made ?? NaN,
    nextLoopDelay: tooMuch?.loopDelay ?? NaN,
    cpu: cpu / polls,
    memory,
    operations: operations / polls,
    commands: commands / polls,
    redisCpu: redisCpu / polls,
    written: written / polls,
    redisLoad: redisCpu / wall,
    redisMemory: ((carried?.redisMemory ?? NaN) - empty) / syncs,
    kept,
    requests,
    serviceLoad: (carried?.serviceCpu ?? NaN) / wall,
  };
};

/** @type {readonly Row[]} */
const rows = [
  { key: 'syncs', title: 'syncs that were carried', format: format.count },
  { key: 'pollsPerSecond', title: 'polls a second', format: format.count },
  { key: 'made', title: 'of the polls that were due', format: format.percent },
  { key: 'loopDelay', title: 'event loop p99', format: format.time },
  { key: 'next', title: 'too many: so many syncs', format: format.count },
  { key: 'nextMade', title: 'there, of the polls that were due', format: format.percent },
  { key: 'nextLoopDelay', title: 'there, event loop p99', format: format.time },
  { key: 'cpu', title: 'CPU of a poll', format: format.microseconds },
  { key: 'memory', title: 'peak memory of the processes', format: format.megabytes },
  {
    key: 'operations',
    title: 'Redis: operations of a poll',
    format: (/** @type {number} */ value) => value.toFixed(1),
  },
  { key: 'commands', title: 'Redis: commands of a poll, in scripts too', format: format.count },
  { key: 'redisCpu', title: 'Redis: CPU of a poll', format: format.microseconds },
  { key: 'redisLoad', title: 'Redis: load', format: format.percent },
  { key: 'written', title: 'Redis: written for a poll', format: format.bytes },
  { key: 'redisMemory', title: 'Redis: memory of a sync', format: format.bytes },
  { key: 'kept', title: 'Redis: memory of one that ended', format: format.bytes },
  { key: 'requests', title: `requests of ${lives.syncs} syncs of ${lives.seconds} s`, format: format.count },
  { key: 'serviceLoad', title: 'load of the service', format: format.percent },
].map(({ key, ...row }) => ({ ...row, figure: (result) => result[key] ?? NaN }));

/** @param {number} perSession @returns {import('../scenario.js').Scenario['run']} */
const compared = (perSession) => async (service) => {
  /** @type {Record<string, Record<string, number>>} */
  const round = {};
  for (const who of Object.keys(carriers)) round[who] = await figuresOf(service, who, perSession);
  return round;
};

const needs = () =>
  redisCommand() === undefined ? 'needs a Redis of its own: apt-get install redis-server' : undefined;

/** @type {readonly import('../scenario.js').Scenario[]} */
export const scaleScenarios = [
  ...[1, 5].map((perSession) => ({
    name: `scale-${perSession}`,
    title: `syncs at 5 s intervals, ${perSession} of each session, until they are too many for three workers, for one, and for one process`,
    // Some minutes each.
    roundsEach: 0.2,
    rows,
    needs,
    run: compared(perSession),
  })),
  {
    name: 'scale-limit',
    title: '3,000 syncs that are added at once, with three workers and a limiter of 400 a second',
    roundsEach: 0.6,
    rows: [
      {
        title: 'requests a second',
        figure: ({ perSecond = NaN }) => perSecond,
        format: format.count,
        aim: { most: 420 },
      },
      {
        title: 'requests in the busiest second, whichever',
        figure: ({ inASecond = NaN }) => inASecond,
        format: format.count,
      },
    ],
    needs,
    run: async (service) => ({
      ours: await limited(service, { syncs: 3000, latency, max: 400, duration: 1000, seconds: 20 }),
    }),
  },
];
