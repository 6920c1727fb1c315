import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const exec = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..');
const bin = (name: string): string => path.join(root, 'node_modules', '.bin', name);

let project = '';
let tarball = '';

/** Packs the built package, and installs it in an empty project as a user would. */
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  const packed = await exec('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], {
    cwd: root,
  });
  const [{ filename = '' } = {}] = JSON.parse(packed.stdout) as { filename?: string }[];
  tarball = path.join(project, filename);
  await writeFile(path.join(project, 'package.json'), '{ "name": "user", "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await exec('npm', ['install', ...quiet, tarball, 'rxjs@7.8.2', '@types/node@20.19.43'], { cwd: project });
});

afterAll(() => rm(project, { recursive: true, force: true }));

const body = `
  const emulator = await startEmulator();
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await agb.context.get('my-data', { create: true }));
  const { session } = unwrap(await agb.create({ imageId: 'i', contextSyncs: [contextSync(context.id, '/data')] }));
  const result = await lastValueFrom(session.context.sync$({ retryInterval: 5 }));
  const decoded = ContextStatusData.decode(result.contextStatusData[0]);
  await emulator.close();
  console.log(result.state, decoded._tag);
`;

const esm = `
  import { lastValueFrom } from 'rxjs';
  import { AGB, ContextStatusData, contextSync, unwrap } from 'rx-context-sync';
  import { startEmulator } from 'rx-context-sync/emulator';
  ${body}
`;

const cjs = `
  const { lastValueFrom } = require('rxjs');
  const { AGB, ContextStatusData, contextSync, unwrap } = require('rx-context-sync');
  const { startEmulator } = require('rx-context-sync/emulator');
  (async () => { ${body} })();
`;

const runIn = async (file: string, source: string): Promise<string> => {
  await writeFile(path.join(project, file), source);
  return (await exec(process.execPath, [file], { cwd: project })).stdout;
};

describe('the packed package', () => {
  it('is imported', async () => {
    expect(await runIn('user.mjs', esm)).toBe('succeeded Right\n');
  });

  it('is required', async () => {
    expect(await runIn('user.cjs', cjs)).toBe('succeeded Right\n');
  });

  it('lets the process end as soon as nobody follows a sync', async () => {
    const source = `
      import { AGB } from 'rx-context-sync';
      import { startEmulator } from 'rx-context-sync/emulator';
      const emulator = await startEmulator();
      const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
      const { session } = await agb.create({ imageId: 'i' });
      const watching = session.context.sync$({ settlePolls: 1000 }).subscribe(async () => {
        watching.unsubscribe();
        await emulator.close();
      });
    `;
    expect(await runIn('leave.mjs', source)).toBe('');
  });

  it('has types for both', async () => {
    const typedBody = body.replace('console.log', 'const state: string = result.state;\n  console.log(state);\n  void');
    await writeFile(path.join(project, 'user.mts'), esm.replace(body, typedBody));
    await writeFile(
      path.join(project, 'user.cts'),
      cjs
        .replace(body, typedBody)
        .replaceAll(
          /const (\{.*\}) = require\('(.*)'\);/g,
          (_, names: string, from: string) => `import ${names} from '${from}';`,
        )
        .replace('(async', 'void (async'),
    );
    const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2022,dom'];
    const modules = ['--module', 'nodenext', '--skipLibCheck', 'false', '--types', 'node'];
    const checked = exec(bin('tsc'), [...flags, ...modules, 'user.mts', 'user.cts'], { cwd: project });
    await expect(checked.catch((error: unknown) => error)).resolves.toMatchObject({ stdout: '' });
  });

  it('is bundled for browsers without anything of Node', async () => {
    await writeFile(path.join(project, 'browser.js'), "import { AGB } from 'rx-context-sync';\nconsole.log(AGB);\n");
    const build = await rolldown({ input: path.join(project, 'browser.js'), platform: 'browser', logLevel: 'silent' });
    const { output } = await build.generate({ format: 'esm' });
    expect(output).toHaveLength(1);
    expect(output[0].imports).toEqual([]);
    expect(output[0].code).not.toMatch(/require\(|node:/);
  });

  it('is in order for publint', async () => {
    const { stdout } = await exec(bin('publint'), ['--strict', root]);
    expect(stdout).toContain('All good!');
  });

  it('has types that resolve for everyone', async () => {
    const { stdout } = await exec(bin('attw'), [tarball, '--format', 'ascii']);
    expect(stdout).toContain('No problems found');
  });
});
