// @ts-check
// How often syncs are polled by schedules, and how late their ends are seen: made up, and the same each time.
import { format } from '../scenario.js';
import { measure, pollsAtDelay, syncsOf } from '../simulation/simulate.js';

/** @typedef {import('../scenario.js').Aim} Aim @typedef {import('../scenario.js').Row} Row */

const count = 500;

/** @type {readonly { name: string, samples: number, wrong?: number }[]} */
const histories = [
  { name: 'never seen', samples: 0 },
  { name: 'seen once', samples: 1 },
  { name: 'seen 3 times', samples: 3 },
  { name: 'seen 10 times', samples: 10 },
  { name: 'seen as a tenth', samples: 3, wrong: 0.1 },
  { name: 'seen as ten times', samples: 3, wrong: 10 },
];

const cases = [0.1, 0.3, 1].flatMap((spread) =>
  histories.map(({ name, ...known }) => ({ key: `${format.percent(spread)}, ${name}`, spread, ...known })),
);

/** @param {(typeof cases)[number]} known @returns {Readonly<Record<string, Aim>>} */
const aimsOf = ({ spread, samples, wrong }) => ({
  ...(spread < 1 && samples > 0 && wrong === undefined && { polls: { most: 0.8, of: 'equal delay' } }),
  ...(wrong === 10 && { p95: { most: 4500 } }),
});

const figures = [
  { name: 'polls', format: (/** @type {number} */ value) => value.toFixed(1) },
  { name: 'delay', format: format.time },
  { name: 'p95', format: format.time },
];

/** @type {Row[]} */
const rows = cases.flatMap((known) =>
  figures.map(({ name, format: write }) => {
    const aim = aimsOf(known)[name];
    const key = `${known.key}: ${name}`;
    return { title: key, figure: (result) => result[key] ?? NaN, format: write, ...(aim && { aim }) };
  }),
);

/** @param {number} median */
const roundOf = async (median) => {
  const { agentBayPacing, predictive } = await import('../../../dist/esm/index.js');
  const schedules = {
    ours: predictive(),
    '0.5 s': () => 500,
    '1.5 s': () => 1500,
    '5 s': () => 5000,
    agentBayPacing,
  };
  /** @type {Record<string, Record<string, number>>} */
  const round = { ...Object.fromEntries(Object.keys(schedules).map((who) => [who, {}])), 'equal delay': {} };
  for (const { key, ...durations } of cases) {
    const syncs = syncsOf(count, { median, ...durations });
    for (const [who, schedule] of Object.entries(schedules)) {
      for (const [name, value] of Object.entries(measure(schedule, syncs)))
        Object.assign(round[who] ?? {}, { [`${key}: ${name}`]: value });
    }
    const delay = round['ours']?.[`${key}: delay`] ?? NaN;
    Object.assign(round['equal delay'] ?? {}, { [`${key}: polls`]: pollsAtDelay(delay, syncs) });
  }
  return round;
};

/** @type {readonly import('../scenario.js').Scenario[]} */
export const scheduleScenarios = [5, 60, 600].map((seconds) => ({
  name: `schedule-${seconds}s`,
  title: `predictive(), against plain intervals and AgentBay's pace: syncs of ${seconds} s that vary by so much`,
  roundsEach: 0,
  rows,
  run: () => roundOf(seconds * 1000),
}));
