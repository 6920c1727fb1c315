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

/** @param {readonly { status: string }[]} mutants */
const scoreOf = (mutants) => {
  const found = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const missed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
  return { found, missed, score: (100 * found) / Math.max(found + missed, 1) };
};

// Some specs run what is built.
execFileSync(process.execPath, ['rolldown.config.js'], { stdio: 'inherit' });

/** @type {string[]} */
const report = [];
for (const name of names) {
  const mutate = patternsOf(name);
  if (mutate.length === 0) continue;
  process.env['MUTATED_ROOM'] = name;
  const began = Date.now();
  const fileName = `node_modules/.cache/mutation/${name}.json`;
  const mutants = await new Stryker({ mutate: [...mutate], jsonReporter: { fileName } }).runMutationTest();
  const { found, missed, score } = scoreOf(mutants);
  const { least } = rooms[name] ?? { least: 100 };
  const isEnough = score >= least;
  if (!isEnough) process.exitCode = 1;
  for (const { status, fileName: file, location, replacement = '' } of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const place = `${file.slice(file.indexOf('src/'))}:${location.start.line}:${location.start.column}`;
    report.push(`${status === 'Survived' ? 'survived' : 'untried '} ${place} ${replacement.replace(/\s+/g, ' ')}`);
  }
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  const told = `${found} of ${found + missed} mutants found: ${score.toFixed(2)} %, at least ${least} %`;
  report.push(`${name}: ${told}${isEnough ? '' : ': TOO FEW'} (${minutes} minutes)`);
}
console.log(report.join('\n'));
