import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lastValueFrom, toArray } from 'rxjs';
import { transformWithOxc } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, textOf } from './support/citations.js';
import { blocksOf, codeBlocksOf, codesIn, tableOf } from './support/markdown.js';
import {
  accept,
  contextStatus,
  hang,
  list,
  refuse,
  startScriptedService,
  type Step,
} from './support/scriptedService.js';
import { clientOf, services, type TestedService } from './support/services.js';
import { failed, succeeded, task } from './support/tasks.js';

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

/** The lines of a text, each once: how often a poll shows the same depends on how fast a machine is. */
const linesOf = (text: string): readonly string[] => [...new Set(text.trim().split(/\s*\n/))];

describe('the first example', () => {
  it.each(['README.md', 'docs/start.md'])('prints in an empty project what the page says: %s', async (page) => {
    const cwd = await exampleWith(page, 'node:fs/promises', 'first.mjs');
    const { stdout } = await run(process.execPath, ['first.mjs'], { cwd });
    const printed = blocksOf(textOf(page)).find(({ language }) => language === 'text');
    expect(linesOf(stdout)).toEqual(linesOf(printed?.code ?? ''));
    expect(linesOf(stdout).at(-1)).toBe('succeeded 1 of 1 tasks');
  });
});

const later = { startTime: 1_700_000_200, finishTime: 1_700_000_201 };
const itsEnd = [list(task()), list(succeeded())];

/** What the status is answered with in each row of the table, first before the trigger, then poll by poll. */
const answers: Readonly<Record<string, readonly Step[]>> = {
  'nothing yet; the task is listed a moment later': [list(), list(), ...itsEnd],
  "an earlier sync's task; this one's comes later": [
    list(succeeded()),
    list(succeeded()),
    list(succeeded(), task(later)),
    list(succeeded(), succeeded(later)),
  ],
  'a refusal with a code, in HTTP 200': [list(), refuse(200, 'InvalidContext')],
  'a refusal with a code, in HTTP 400': [list(), refuse(400, 'InvalidContext')],
  'HTTP 500, once': [list(), refuse(500), ...itsEnd],
  'a list that cannot be read, once': [list(), contextStatus('Ready'), ...itsEnd],
  'a task that failed': [list(), list(failed())],
  'a task that runs on after the last poll': [list(), list(task())],
  'a task that ended in `success`, not `Success`': [list(), list(succeeded({ status: 'success' }))],
};
const [cancelled, deleted] = ['(the caller cancels)', '(delete with a sync before it, which fails)'];

const rows = tableOf(textOf('README.md'), 'Why its answer can be relied on');
const sessionThat = async (service: TestedService, statuses: readonly Step[]) => {
  const { url, count } = await startScriptedService(service.speech, { triggers: [accept], statuses });
  const client = clientOf(service, url);
  return { client, session: client.session('s-1'), count };
};
const knownStates: readonly string[] = ['pending', 'running', 'succeeded', 'failed', 'unconfirmed'];
const told = (row: string): string => rows.find(([situation]) => situation === row)?.at(-1) ?? '';

describe.each(services)('what README says beside the SDKs, with $name', (service) => {
  it('is about situations that are tried', () => {
    expect(rows.map(([situation]) => situation)).toEqual([...Object.keys(answers), cancelled, deleted]);
  });

  it.each(Object.entries(answers))('%s', async (row, statuses) => {
    const { session } = await sessionThat(service, statuses);
    const sync = session.context.sync$({ retryInterval: 2, maxRetries: 5 });
    const snapshots = await lastValueFrom(sync.pipe(toArray()));
    const codes = codesIn(told(row));
    const states = codes.filter((code) => knownStates.includes(code));
    const errors = codes.filter((code) => /^[A-Z]/.test(code));
    expect([...new Set(snapshots.map(({ state }) => state))].slice(-states.length)).toEqual(states);
    expect(snapshots.flatMap(({ error }) => error?._tag ?? [])).toEqual(errors);
    expect(snapshots.some(({ warning }) => warning !== undefined)).toBe(codes.includes('warning'));
  });

  it(cancelled, async () => {
    const { session, count } = await sessionThat(service, [list(), list(task()), hang]);
    const [controller, reason] = [new AbortController(), new Error('enough')];
    const sync = session.context.sync({ retryInterval: 2, signal: controller.signal });
    await expect.poll(() => count.statuses).toBe(3);
    controller.abort(reason);
    await expect(sync).rejects.toBe(reason);
    await setTimeout(20);
    expect(count).toEqual({ triggers: 1, statuses: 3 });
    expect(codesIn(told(cancelled))).toEqual(['unsubscribe()', 'signal']);
  });

  it(deleted, async () => {
    const { client, session, count } = await sessionThat(service, [list(), list(failed())]);
    const { state } = await client.delete(session, { syncContext: { retryInterval: 2 } });
    expect(codesIn(told(deleted))).toEqual([state, 'evenIfUnsynced']);
    expect(count).toEqual({ triggers: 1, statuses: 2 });
  });
});

describe('the tests of the pages', () => {
  it.each(['docs/guide.md', 'docs/testing.md'])('pass with vitest: %s', async (page) => {
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
