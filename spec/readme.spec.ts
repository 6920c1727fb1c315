import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { transformWithOxc } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, textOf } from './support/citations.js';
import { codeBlocksOf } from './support/markdown.js';

const run = promisify(execFile);

/** The test of the pages that imports this runner, in a folder where the package is installed. */
const exampleWith = async (runner: string, file: string): Promise<string> => {
  const blocks = ['README.md', 'docs/emulator.md'].flatMap((page) => codeBlocksOf(textOf(page)));
  const found = blocks.find((code) => code.includes(`from '${runner}'`)) ?? '';
  const folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const modules = path.join(folder, 'node_modules');
  await mkdir(modules);
  await symlink(root, path.join(modules, 'rx-context-sync'), 'junction');
  await symlink(path.join(root, 'node_modules/vitest'), path.join(modules, 'vitest'), 'junction');
  await writeFile(path.join(folder, file), (await transformWithOxc(found, 'example.ts')).code);
  return folder;
};

describe('the tests of the README and of the page on the emulator', () => {
  it('pass with vitest', async () => {
    const cwd = await exampleWith('vitest', 'example.test.mjs');
    const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
    const { stdout } = await run(process.execPath, [vitest, 'run', '--root', cwd], { cwd });
    expect(stdout).toMatch(/1 passed/);
  });

  it('pass with node:test', async () => {
    const cwd = await exampleWith('node:test', 'example.test.mjs');
    const { stdout } = await run(process.execPath, ['--test', 'example.test.mjs'], {
      cwd,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    expect(stdout).toMatch(/pass 1/);
  });
});
