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

/** The example of a page that imports another package, in a folder where that and ours are installed. */
const exampleWith = async (page: string, other: string, file: string): Promise<string> => {
  const found = codeBlocksOf(textOf(page)).find((code) => code.includes(`from '${other}'`)) ?? '';
  const folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const modules = path.join(folder, 'node_modules');
  await mkdir(path.join(modules, '@opentelemetry'), { recursive: true });
  await symlink(root, path.join(modules, 'rx-context-sync'), 'junction');
  for (const name of ['vitest', '@opentelemetry/api']) {
    await symlink(path.join(root, 'node_modules', name), path.join(modules, name), 'junction');
  }
  await writeFile(path.join(folder, file), (await transformWithOxc(found, 'example.ts')).code);
  return folder;
};

/** A program that imports the example on tracing, and prints the spans of its syncs: one that works, one that cannot. */
const tracedProgram = `
import { trace } from '@opentelemetry/api';
import { AGB, contextSync } from 'rx-context-sync';
import { startEmulator } from 'rx-context-sync/emulator';
import './tracing.mjs';

const spans = [];
const startSpan = (name, { attributes } = {}, context) => {
  const parent = context && trace.getSpan(context)?.seen.name;
  const seen = { name, parent, attributes: { ...attributes }, events: [], ended: 0 };
  spans.push(seen);
  return {
    seen,
    setAttribute: (key, value) => (seen.attributes[key] = value),
    setAttributes: (attributes) => Object.assign(seen.attributes, attributes),
    addEvent: (event, attributes) => seen.events.push({ event, ...attributes }),
    recordException: ({ name }) => seen.events.push({ event: 'exception', name }),
    setStatus: (status) => (seen.status = status),
    end: () => (seen.ended += 1),
  };
};
trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) });

const emulator = await startEmulator({ taskDelay: 50 });
const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
const { context } = await agb.context.create('my-data');
const { session } = await agb.create({ imageId: 'i', contextSyncs: [contextSync(context.id, '/data')] });
const other = spans.length;
await session.context.sync({ contextId: context.id, path: '/data', mode: 'upload', retryInterval: 10 });
await agb.session('none').context.sync();
await emulator.close();
console.log(JSON.stringify({ other, spans }));
`;

describe('the first example', () => {
  it.each(['README.md', 'docs/start.md'])('succeeds in an empty project, and shows the way there: %s', async (page) => {
    const cwd = await exampleWith(page, 'node:fs/promises', 'first.mjs');
    const { stdout } = await run(process.execPath, ['first.mjs'], { cwd });
    const lines = stdout
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    expect(lines.slice(0, -1).join('\n')).toMatch(/^((pending 0 of 0|running 0 of 1) tasks\n?)+$/);
    expect(lines).toContain('running 0 of 1 tasks');
    expect(lines.at(-1)).toBe('succeeded 1 of 1 tasks');
  });
});

describe('the tests of the README and of the pages', () => {
  it.each(['README.md', 'docs/testing.md'])('pass with vitest: %s', async (page) => {
    const cwd = await exampleWith(page, 'vitest', 'example.test.mjs');
    const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
    const { stdout } = await run(process.execPath, [vitest, 'run', '--root', cwd], { cwd });
    expect(stdout).toMatch(/1 passed/);
  });

  it('pass with node:test', async () => {
    const cwd = await exampleWith('docs/emulator.md', 'node:test', 'example.test.mjs');
    const { stdout } = await run(process.execPath, ['--test', 'example.test.mjs'], {
      cwd,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    expect(stdout).toMatch(/pass 1/);
  });
});

describe('the example on tracing', () => {
  it('makes a span of each sync, with its polls and requests', async () => {
    const cwd = await exampleWith('docs/tracing.md', '@opentelemetry/api', 'tracing.mjs');
    await writeFile(path.join(cwd, 'program.mjs'), tracedProgram);
    const { stdout } = await run(process.execPath, ['program.mjs'], { cwd });
    const { other, spans } = JSON.parse(stdout) as { other: number; spans: readonly Span[] };
    expect(other).toBe(0);
    expect(spans.filter(({ ended }) => ended !== 1)).toEqual([]);
    const [worked, failed] = spans.filter(({ parent }) => parent === undefined);
    expect(worked).toMatchObject({
      name: 'AGB sync',
      attributes: { 'sync.path': '/data', 'sync.mode': 'upload', 'sync.state': 'succeeded' },
    });
    const polls = worked?.attributes['sync.polls'] as number;
    expect(polls).toBeGreaterThan(1);
    // The last one is the end.
    expect(worked?.events.filter(({ event }) => event === 'poll')).toHaveLength(polls - 1);
    expect(failed).toMatchObject({ attributes: { 'sync.state': 'failed' }, events: [{ event: 'exception' }] });
    expect(failed?.status).toMatchObject({ code: 2 });
    const requests = spans.filter(({ parent }) => parent === 'AGB sync').map((span) => span.name);
    const triggers = requests.filter((request) => request === 'POST /sdk/SyncContext');
    expect(triggers).toHaveLength(1);
    expect(requests.length).toBeGreaterThan(polls + 1);
  });
});

interface Span {
  readonly name: string;
  readonly parent?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly event: string }[];
  readonly status?: object;
  readonly ended: number;
}
