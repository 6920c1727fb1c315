// @ts-check
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// Run by `npm test`, before the specs: none of these needs what another one makes, and each keeps one core busy, so they run side by
// side. What one says is shown when it has ended.

/** Scripts of the manifest, the longest first. */
const checks = ['lint:code', 'lint:format', 'build', 'typecheck', 'newest-node'];

/** @param {string} script @returns {Promise<boolean>} whether it passed */
const run = async (script) => {
  const begun = performance.now();
  const command = [process.env['npm_execpath'] ?? 'npm-cli.js', 'run', '--silent', script];
  /** @type {{ stdout: string, stderr: string, error?: Error }} */
  const { stdout, stderr, error } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 26 }).catch(
    (error) => ({ ...error, error }),
  );
  console.log(`${error ? 'Failed' : 'Passed'}: ${script}, in ${Math.round((performance.now() - begun) / 1000)} s`);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return error === undefined;
};

const passed = await Promise.all(checks.map(run));
if (passed.includes(false)) process.exitCode = 1;
