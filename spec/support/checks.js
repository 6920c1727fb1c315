// @ts-check
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

// Run by `npm test`. What is asked of each check stands in the manifest, as a script of its name.

/** The specs run what the first makes, on what the last gets; the others are quick, and keep one core busy each. */
const before = ['build', 'typecheck', 'lint:format', 'newest-node'];

/** It takes long on one core, which the specs leave it. */
const beside = 'lint:code';

const npm = process.env['npm_execpath'] ?? 'npm-cli.js';

/** @param {string} script @returns {Promise<{ passed: boolean, said: string }>} */
const run = async (script) => {
  const begun = performance.now();
  const command = [npm, 'run', '--silent', script];
  /** @type {{ stdout: string, stderr: string, error?: Error }} */
  const { stdout, stderr, error } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 26 }).catch(
    (error) => ({ ...error, error }),
  );
  const ended = `${error ? 'Failed' : 'Passed'}: ${script}, in ${Math.round((performance.now() - begun) / 1000)} s\n`;
  return { passed: error === undefined, said: ended + stdout + stderr };
};

console.log('Step 1 of 2: build, typecheck and format, side by side');
const checks = before.map(async (script) => {
  const { passed, said } = await run(script);
  process.stdout.write(said);
  return passed;
});
if ((await Promise.all(checks)).includes(false)) process.exit(1);

console.log('Step 2 of 2: specs, and lint beside them');
const lint = run(beside).then((ended) => {
  if (!ended.passed) process.stdout.write(ended.said);
  return ended;
});
const specs = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], { stdio: 'inherit' });
const [code] = await once(specs, 'exit');
const { passed, said } = await lint;
// Once more, for who reads the end only; where it passed, the specs have the last line.
if (!passed) process.stdout.write(said);
process.exitCode = passed && code === 0 ? 0 : 1;
