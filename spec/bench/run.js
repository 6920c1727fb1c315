// @ts-check
// `npm run bench`: what this library costs, against what a program costs that does the same without it, in one run on one machine.
// `npm run bench -- NAME...` runs some scenarios only (`syncs` those that begin so), `--rounds N` so many rounds of each.
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startService } from './processes.js';
import { scenarios } from './scenarios/index.js';
import { tableOf } from './table.js';

/** @param {string} text */
const misused = (text) => {
  console.error(`${text}\nnpm run bench -- [--rounds N] [${scenarios.map(({ name }) => name).join('] [')}]`);
  process.exit(2);
};

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) misused(`--rounds takes a number from 1 on, not ${values.rounds}`);
/** The name, or what several have before their last dash. @param {string} name @param {string} asked */
const isAsked = (name, asked) => name === asked || name.startsWith(`${asked}-`);
const unknown = positionals.filter((asked) => !scenarios.some(({ name }) => isAsked(name, asked)));
if (unknown.length > 0) misused(`there is no ${unknown.join(', ')}`);

console.log(`Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model}`);
const service = await startService();
for (const { name, title, rows, run, needs, roundsEach = 1 } of scenarios) {
  if (positionals.length > 0 && !positionals.some((asked) => isAsked(name, asked))) continue;
  const missing = needs?.();
  if (missing !== undefined) {
    console.log(`\n${name}: ${missing}`);
    continue;
  }
  const count = Math.max(1, Math.round(rounds * roundsEach));
  console.log(`\n${name}: ${title}${count > 1 ? `; medians of ${count} rounds` : ''}`);
  const measured = [];
  for (let round = 0; round < count; round++) measured.push(await run(service, round));
  for (const line of tableOf(rows, measured)) console.log(`  ${line}`);
}
service.stop();
