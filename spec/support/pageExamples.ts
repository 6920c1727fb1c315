import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { transformWithOxc } from 'vite';
import { afterAll, beforeAll, expect } from 'vitest';
import { AGB, contextSync, unwrap } from '../../src/index.js';
import { startEmulator, type Emulator, type Trouble } from '../../src/emulator/index.js';
import { root, textOf } from './citations.js';
import { codeBlocksOf } from './markdown.js';

const run = promisify(execFile);

/** What an example printed, and where it did its syncs. */
interface Printed {
  readonly lines: readonly string[];
  readonly sessionId: string;
}

/** A session with the two contexts that pages speak of, and a file in each. */
interface PageSession {
  readonly agb: AGB;
  readonly sessionId: string;
  readonly one: string;
  readonly two: string;
}

/** The examples of a page, to be run against an emulator of the suite that calls it. */
export interface PageExamples {
  readonly emulator: () => Emulator;
  readonly newSession: () => Promise<PageSession>;
  /** What the one example that has something in it prints. Nothing but its syncs keeps it alive. */
  readonly printed: (part: string, trouble?: Trouble, adapt?: (code: string) => string) => Promise<Printed>;
  /** How many syncs were triggered until now. */
  readonly triggered: () => number;
}

/** Makes the examples of a page ready to be run, each as a program of its own, by what is built. */
export const pageExamples = (page: string, packages: readonly string[] = ['rxjs']): PageExamples => {
  const examples = codeBlocksOf(textOf(page));
  let emulator: Emulator;
  let folder = '';

  beforeAll(async () => {
    emulator = await startEmulator({ taskDelay: 30 });
    folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
    const modules = path.join(folder, 'node_modules');
    await mkdir(modules);
    await symlink(root, path.join(modules, 'rx-context-sync'), 'junction');
    for (const name of packages)
      await symlink(path.join(root, 'node_modules', name), path.join(modules, name), 'junction');
  });

  afterAll(async () => {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  const newSession = async (): Promise<PageSession> => {
    // What an example before was told, and left before it came to it.
    emulator.noTrouble();
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
    return { agb, sessionId: session.sessionId, one, two };
  };

  const printed = async (part: string, trouble?: Trouble, adapt = (code: string) => code): Promise<Printed> => {
    const [example = '', ...others] = examples.filter((code) => code.includes(part));
    expect(example).not.toBe('');
    expect(others).toEqual([]);
    const { sessionId, one, two } = await newSession();
    const other = example.includes("'s-2'") ? (await newSession()).sessionId : '';
    if (trouble) emulator.trouble(trouble);
    const ids = example
      .replaceAll("'s-1'", `'${sessionId}'`)
      .replaceAll("'s-2'", `'${other}'`)
      .replaceAll("'c-1'", `'${one}'`)
      .replaceAll("'c-2'", `'${two}'`);
    const file = path.join(folder, `${sessionId}.mjs`);
    await writeFile(file, (await transformWithOxc(adapt(ids), 'example.ts')).code);
    const env = { ...process.env, AGB_API_KEY: 'any-key', AGB_ENDPOINT: emulator.url, AGB_PACING_MS: '20' };
    const { stdout } = await run(process.execPath, [file], { cwd: folder, env });
    return { lines: stdout.trim().split('\n'), sessionId };
  };

  const triggered = (): number =>
    emulator.journal.requests.filter(({ operation }) => operation === 'SyncContext').length;
  return { emulator: () => emulator, newSession, printed, triggered };
};
