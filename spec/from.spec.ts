import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { transformWithOxc } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextSync, unwrap } from '../src/index.js';
import { startEmulator } from '../src/emulator/index.js';
import { root, textOf } from './support/citations.js';
import { fromPages, type FromPage } from './support/fromPages.js';
import { codeBlocksOf } from './support/markdown.js';
import { newFolder } from './support/newFolder.js';

const run = promisify(execFile);

/** A folder whose programs find what users have installed. */
const userFolder = async (): Promise<string> => {
  const folder = await newFolder();
  const modules = path.join(folder, 'node_modules');
  await mkdir(modules);
  await symlink(root, path.join(modules, 'rx-context-sync'), 'junction');
  await symlink(path.join(root, 'node_modules', 'rxjs'), path.join(modules, 'rxjs'), 'junction');
  return folder;
};

/** An emulator with a session that has a context, with a file that was uploaded, and with a context that it has not. */
const serviceOf = async ({ service, place }: FromPage) => {
  // What is synced again has a later time: the service tells whole seconds, and the same twice in one looks like once.
  let ahead = 0;
  const emulator = await startEmulator({ taskDelay: 30, clock: () => Date.now() + ahead });
  onTestFinished(() => emulator.close());
  const client = service.client({ apiKey: 'any-key', endpoint: emulator.url, pacing: 10 });
  const one = unwrap(await client.context.get('one', { create: true })).context.id;
  const two = unwrap(await client.context.get('two', { create: true })).context.id;
  const { session } = unwrap(await client.create({ imageId: 'any', contextSyncs: [contextSync(one, place)] }));
  await writeFile(path.join(emulator.sessionFolder(session.sessionId, place), 'file'), 'hello');
  unwrap(await session.context.sync({ mode: 'upload' }));
  ahead = 10_000;
  return { url: emulator.url, sessionId: session.sessionId, one, two };
};

/** What an example of a page prints. Nothing but its syncs keeps it alive. */
const printed = async (example: string, of: FromPage): Promise<readonly string[]> => {
  const { url, sessionId, one, two } = await serviceOf(of);
  const ids = [
    ["'s-1'", `'${sessionId}'`],
    ["'c-1'", `'${one}'`],
    ["'c-2'", `'${two}'`],
    // Nobody waits for seconds here.
    ['1000', '20'],
  ] as const;
  const source = ids.reduce((code, [theirs, ours]) => code.replaceAll(theirs, ours), example);
  const program = path.join(await userFolder(), 'example.mjs');
  await writeFile(program, (await transformWithOxc(source, 'example.ts')).code);
  const { prefix } = of.service;
  const own = { [`${prefix}_API_KEY`]: 'any-key', [`${prefix}_ENDPOINT`]: url, [`${prefix}_PACING_MS`]: '10' };
  const { stdout, stderr } = await run(process.execPath, [program], { env: { ...process.env, ...own } });
  expect(stderr).toBe('');
  return stdout.split('\n').map((line) => line.trim());
};

/** Part of each program of ours, and lines that it prints. */
const programs = ({ place, service }: FromPage): readonly (readonly [string, readonly string[]])[] => [
  ["{ apiKey: 'your-key' }", ['succeeded']],
  ['context.info(', [`${place} Success`, 'succeeded 1 of 1']],
  ['callback: ', ['true']],
  ['syncPolicy(', ["uploadMode: 'Archive'"]],
  ['uploadFile(', [`${place}/a.txt 5`]],
  ...(service.name === 'AGB' ? [] : ([['.bind(', ['true  []']]] as const)),
];

const examplesOf = ({ page }: FromPage): readonly string[] => codeBlocksOf(textOf(page));

describe.each(fromPages)('the programs of $page', (of) => {
  it('are these, each once', () => {
    const parts = programs(of).map(([part]) => part);
    const found = examplesOf(of).map((code) => parts.filter((part) => code.includes(part)));
    expect(found).toEqual(parts.map((part) => [part]));
  });
});

// Each program runs once: the pages of one service have the same.
describe.each(['AGB', 'AgentBay'])('the programs for %s', (name) => {
  const [first, ...others] = fromPages.filter(({ service }) => service.name === name) as [FromPage, FromPage];

  it('are the same wherever their reader comes from', () => {
    expect(others.map(examplesOf)).toEqual([examplesOf(first)]);
  });

  it.each(programs(first))('do what they say: %s', async (part, lines) => {
    const told = await printed(examplesOf(first).find((code) => code.includes(part)) ?? '', first);
    for (const line of lines)
      expect(
        told.filter((other) => other.endsWith(line)),
        told.join('\n'),
      ).not.toEqual([]);
  });
});
