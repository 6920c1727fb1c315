// @ts-check
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

// Run before the tests: gets the newest Node that npm has for this platform, for `spec/package.spec.ts`, if there is a network.
// Without one, that of the last time is taken.
// It is no dependency: npm would put it before the Node that all scripts run on, and would hold it at one version.

const folder = path.resolve(import.meta.dirname, '../../node_modules/.cache/newest-node');
const platform = process.platform === 'win32' ? 'win' : process.platform;
const name = `${platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${process.arch}`;

/** @param {readonly string[]} args */
const npm = async (...args) => {
  // Without tries that are repeated: nobody waits for it where there is no network.
  const quick = ['--fetch-retries=0', '--fetch-timeout=10000', '--no-audit', '--no-fund', '--loglevel=error'];
  const command = [process.env['npm_execpath'] ?? 'npm-cli.js', ...args, ...quick];
  return (await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 24, timeout: 120_000 })).stdout;
};

const newestVersion = async () => {
  /** @type {string[]} */
  const versions = JSON.parse(await npm('view', name, 'versions', '--json'));
  // Not the one that was published last, which may be of an older line.
  const released = versions.filter((version) => /^\d+\.\d+\.\d+$/.test(version));
  return released.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
};

/** @param {string | undefined} version */
const isThere = (version) => {
  const manifest = path.join(folder, 'node_modules', name, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
};

try {
  const version = await newestVersion();
  if (!isThere(version)) {
    await rm(folder, { recursive: true, force: true });
    await npm(
      'install',
      `${name}@${version}`,
      '--prefix',
      folder,
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
    );
  }
  console.log(`The newest Node, for the specs of the package: ${version}`);
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  const reason = /npm error code (\S+)/.exec(message)?.[1] ?? message;
  console.log(`npm could not get the newest Node for the specs of the package: ${reason}`);
}
