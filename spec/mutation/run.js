// @ts-check
// Mutation testing, room by room: all of them, or those that are named; or single files, by their paths.
import { execFileSync } from 'node:child_process';
import { Stryker } from '@stryker-mutator/core';
import { rooms } from './rooms.js';

const asked = process.argv.slice(2);
const names = Object.keys(rooms);
/** @param {string} name */
const patternsOf = (name) =>
  asked.length === 0 || asked.includes(name)
    ? [`src/${name}/**/*.ts`]
    : asked.filter((file) => file.startsWith(`src/${name}/`));

/** @typedef {import('@stryker-mutator/api/core').MutantResult} Mutant */

/** @param {Mutant} mutant */
const isFound = ({ status }) => status === 'Killed' || status === 'Timeout';
/** @param {Mutant} mutant */
const isMissed = ({ status }) => status === 'Survived' || status === 'NoCoverage';

/** @param {Mutant} mutant */
const fileOf = ({ fileName }) => fileName.slice(fileName.indexOf('src/'));
/** @param {Mutant} mutant */
const linesOf = (mutant) => `${fileOf(mutant)}:${mutant.location.start.line}-${mutant.location.end.line}`;
/** @param {Mutant} mutant */
const keyOf = (mutant) => JSON.stringify([fileOf(mutant), mutant.location, mutant.mutatorName, mutant.replacement]);

/**
 * @param {string} room
 * @param {'near' | 'all'} by
 * @param {string[]} mutate
 */
const mutantsOf = async (room, by, mutate) => {
  process.env['MUTATED_ROOM'] = room;
  process.env['MUTATED_BY'] = by;
  const fileName = `node_modules/.cache/mutation/${room}-${by}.json`;
  return new Stryker({ mutate, jsonReporter: { fileName } }).runMutationTest();
};

// Some specs run what is built.
execFileSync(process.execPath, ['rolldown.config.js'], { stdio: 'inherit' });

/** @type {string[]} */
const report = [];
for (const name of names) {
  const mutate = patternsOf(name);
  if (mutate.length === 0) continue;
  const began = Date.now();
  const { least, near } = rooms[name] ?? { least: 100 };
  const first = await mutantsOf(name, near ? 'near' : 'all', mutate);
  const unseen = first.filter(isMissed);
  const second = near && unseen.length > 0 ? await mutantsOf(name, 'all', [...new Set(unseen.map(linesOf))]) : [];
  const foundLater = new Set(second.filter(isFound).map(keyOf));
  const missed = unseen.filter((mutant) => !foundLater.has(keyOf(mutant)));
  const tried = first.filter((mutant) => isFound(mutant) || isMissed(mutant)).length;
  const score = (100 * (tried - missed.length)) / Math.max(tried, 1);
  const isEnough = score >= least;
  if (!isEnough) process.exitCode = 1;
  for (const mutant of missed) {
    const { status, location, replacement = '' } = mutant;
    const place = `${fileOf(mutant)}:${location.start.line}:${location.start.column}`;
    report.push(`${status === 'Survived' ? 'survived' : 'untried '} ${place} ${replacement.replace(/\s+/g, ' ')}`);
  }
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  const told = `${tried - missed.length} of ${tried} mutants found: ${score.toFixed(2)} %, at least ${least} %`;
  report.push(`${name}: ${told}${isEnough ? '' : ': TOO FEW'} (${minutes} minutes)`);
}
console.log(report.join('\n'));
