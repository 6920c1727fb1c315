import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { transformWithOxc } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGB, contextSync, unwrap } from '../src/index.js';
import { startEmulator, type Trouble } from '../src/emulator/index.js';
import { root, textOf } from './support/citations.js';
import { codeBlocksOf } from './support/markdown.js';

const run = promisify(execFile);

const examples = codeBlocksOf(textOf('docs/composing.md'));

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let folder = '';

beforeAll(async () => {
  emulator = await startEmulator({ taskDelay: 30 });
  folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  const modules = path.join(folder, 'node_modules');
  await mkdir(modules);
  await symlink(root, path.join(modules, 'rx-context-sync'), 'junction');
  await symlink(path.join(root, 'node_modules', 'rxjs'), path.join(modules, 'rxjs'), 'junction');
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** A session with the two contexts of the page, and a file in each. */
const newSession = async () => {
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url, pacing: 10 });
  const contexts = await Promise.all(
    ['one', 'two'].map(async (name) => unwrap(await agb.context.get(name, { create: true }))),
  );
  const [one = '', two = ''] = contexts.map(({ context }) => context.id);
  const contextSyncs = [contextSync(one, '/home/one'), contextSync(two, '/home/two')];
  const { session } = unwrap(await agb.create({ imageId: 'any', contextSyncs }));
  for (const place of ['/home/one', '/home/two']) {
    await writeFile(path.join(emulator.sessionFolder(session.sessionId, place), 'file'), session.sessionId);
  }
  return { sessionId: session.sessionId, one, two };
};

/** What the example that has something in it prints, against the emulator. Nothing but its syncs keeps it alive. */
const printed = async (
  part: string,
  trouble?: Trouble,
): Promise<{ readonly lines: readonly string[]; readonly sessionId: string }> => {
  const [example = '', ...others] = examples.filter((code) => code.includes(part));
  expect(others).toEqual([]);
  const { sessionId, one, two } = await newSession();
  if (trouble) emulator.trouble(trouble);
  const ids = example
    .replaceAll("'s-1'", `'${sessionId}'`)
    .replaceAll("'c-1'", `'${one}'`)
    .replaceAll("'c-2'", `'${two}'`)
    .replace('1000 * 2', '10 * 2');
  const file = path.join(folder, `${sessionId}.mjs`);
  await writeFile(file, (await transformWithOxc(ids, 'example.ts')).code);
  const env = { ...process.env, AGB_API_KEY: 'any-key', AGB_ENDPOINT: emulator.url, AGB_PACING_MS: '10' };
  const { stdout } = await run(process.execPath, [file], { env });
  return { lines: stdout.trim().split('\n'), sessionId };
};

/** How many syncs were triggered until now. */
const triggered = (): number => emulator.journal.requests.filter(({ operation }) => operation === 'SyncContext').length;

describe('the examples of composing', () => {
  it('sync in a queue, one after the other', async () => {
    expect((await printed('concatMap(')).lines).toEqual(['/home/one: succeeded', '/home/two: succeeded']);
  });

  it('show one bar for two syncs', async () => {
    const { lines } = await printed('combineLatest(');
    expect(lines[0]).toBe('0 of 0, 0 failed');
    expect(lines.at(-1)).toBe('2 of 2, 0 failed');
  });

  it('sync before they delete', async () => {
    const before = triggered();
    const { sessionId } = await printed('syncContext:');
    expect(triggered()).toBe(before + 1);
    expect(await new AGB({ apiKey: 'any-key', endpoint: emulator.url }).get(sessionId)).toMatchObject({
      success: false,
    });
  });

  it('bound a sync, and leave one', async () => {
    const { lines } = await printed('takeUntil(');
    expect(lines.filter((line) => line === 'succeeded')).toHaveLength(2);
  });

  it('follow what was not confirmed', async () => {
    expect((await printed('context.follow(')).lines).toEqual(['succeeded']);
  });

  it('sync again where a task failed', async () => {
    const before = triggered();
    const { lines } = await printed('retry(', { taskError: 'disk full', times: 1 });
    expect(lines.at(-1)).toBe('succeeded');
    expect(triggered()).toBe(before + 2);
  });
});
