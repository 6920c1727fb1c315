import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commentsOf, linkedFiles, missingFiles, root } from './support/citations.js';
import { proseOf } from './support/markdown.js';
import { newestNode } from './support/newestNode.js';

const exec = promisify(execFile);
const bin = (name: string): string => path.join(root, 'node_modules', '.bin', name);

let project = '';
let tarball = '';

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Readonly<
  Record<'dependencies' | 'peerDependencies' | 'bin', Readonly<Record<string, string>>>
> & {
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly main: string;
  readonly types: string;
  readonly exports: object;
  readonly typesVersions: object;
};

const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

const isOptional = (name: string): boolean => manifest.peerDependenciesMeta[name]?.optional === true;

/**
 * Packs the built package, and installs it in an empty project as a user would, without a network: what it says that it needs
 * is linked from here, and nothing else. What is optional is not there: all but the entry that is for it must work without.
 */
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  const packed = await exec('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], {
    cwd: root,
  });
  const [{ filename = '' } = {}] = JSON.parse(packed.stdout) as { filename?: string }[];
  tarball = path.join(project, filename);
  const needed = declared.filter((name) => !isOptional(name));
  const links = [...needed, '@types/node'].map(
    (name) => [name, `file:${path.join(root, 'node_modules', name)}`] as const,
  );
  const own = { name: 'user', private: true, dependencies: Object.fromEntries(links) };
  await writeFile(path.join(project, 'package.json'), JSON.stringify(own));
  // Without scripts: those of what is linked are for its authors, and this package has none that an installation runs.
  const quiet = ['--no-audit', '--no-fund', '--offline', '--ignore-scripts', '--strict-peer-deps', '--loglevel=error'];
  await exec('npm', ['install', ...quiet, tarball], { cwd: project });
});

afterAll(() => rm(project, { recursive: true, force: true }));

const installed = (): string => path.join(project, 'node_modules', 'rx-context-sync');

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** What is in the package, by its paths there. */
const packedFiles = (): readonly string[] =>
  filesOf(installed()).map((file) => path.relative(installed(), file).split(path.sep).join('/'));

const packedText = (file: string): string => readFileSync(path.join(installed(), file), 'utf8');

// In an archive, and so large that it is packed aside: by means that Node has, or does not.
const body = `
  const { randomBytes } = await import('node:crypto');
  const { readFile, writeFile } = await import('node:fs/promises');
  const emulator = await startEmulator();
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url, pacing: 20 });
  const { context } = unwrap(await agb.context.get('my-data', { create: true }));
  const extractPolicy = { extractToCurrentFolder: true };
  const policy = syncPolicy({ uploadPolicy: { uploadMode: 'Archive' }, extractPolicy });
  const options = { imageId: 'i', contextSyncs: [contextSync(context.id, '/data', policy)] };
  const { session } = unwrap(await agb.create(options));
  const content = randomBytes(1_000_000);
  await writeFile(emulator.sessionFolder(session.sessionId, '/data') + '/large', content);
  const upload = session.context.sync$({ mode: 'upload', maxRetries: 5000 });
  const result = await lastValueFrom(upload.pipe(filter(isDone)));
  const second = unwrap(await agb.create(options)).session;
  const arrived = await readFile(emulator.sessionFolder(second.sessionId, '/data') + '/large');
  const decoded = ContextStatusData.decode(result.contextStatusData[0]);
  await emulator.close();
  console.log(result.state, arrived.equals(content), decoded._tag);
`;

// A file of which hardly anything is on the disk, and which memory is not to hold either.
const largeArchive = `
  import { AGB, contextSync, syncPolicy, unwrap } from 'rx-context-sync';
  import { startEmulator } from 'rx-context-sync/emulator';
  import { createReadStream } from 'node:fs';
  import { truncate, writeFile } from 'node:fs/promises';
  const emulator = await startEmulator();
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url, pacing: 20 });
  const { context } = unwrap(await agb.context.get('my-data', { create: true }));
  const extractPolicy = { extractToCurrentFolder: true };
  const policy = syncPolicy({ uploadPolicy: { uploadMode: 'Archive' }, extractPolicy });
  const options = { imageId: 'i', contextSyncs: [contextSync(context.id, '/data', policy)] };
  const { session } = unwrap(await agb.create(options));
  const file = emulator.sessionFolder(session.sessionId, '/data') + '/large';
  await writeFile(file, 'begin');
  await truncate(file, 150_000_000);
  unwrap(await session.context.sync({ mode: 'upload', maxRetries: 5000 }));
  const second = unwrap(await agb.create(options)).session;
  let length = 0;
  const arrived = emulator.sessionFolder(second.sessionId, '/data') + '/large';
  for await (const data of createReadStream(arrived)) length += data.length;
  await emulator.close();
  console.log(JSON.stringify({ length, megabytes: process.resourceUsage().maxRSS / 1000 }));
`;

const esm = `
  import { filter, lastValueFrom } from 'rxjs';
  import { AGB, ContextStatusData, contextSync, isDone, syncPolicy, unwrap } from 'rx-context-sync';
  import { startEmulator } from 'rx-context-sync/emulator';
  ${body}
`;

const cjs = `
  const { filter, lastValueFrom } = require('rxjs');
  const { AGB, ContextStatusData, contextSync, isDone, syncPolicy, unwrap } = require('rx-context-sync');
  const { startEmulator } = require('rx-context-sync/emulator');
  (async () => { ${body} })();
`;

const runIn = async (file: string, source: string, node = process.execPath): Promise<string> => {
  await writeFile(path.join(project, file), source);
  return (await exec(node, [file], { cwd: project })).stdout;
};

/** A page and its server in one program. */
const bridge = `
  const emulator = await startEmulator();
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url, pacing: 20 });
  const { session } = await agb.create({ imageId: 'any' });
  const handle = syncHandler({ session: () => session });
  const fetch = (url, init) => handle(new Request(url, init));
  const { state, error } = await lastValueFrom(remoteSync$('http://site.test/sync', { fetch }));
  console.log(state, error);
  await emulator.close();
`;

/** The paths that a field of the manifest names, at any depth. */
const pathsIn = (field: unknown): readonly string[] => {
  if (typeof field === 'string') return [field];
  return typeof field === 'object' && field !== null ? Object.values(field).flatMap(pathsIn) : [];
};

/** What code imports that is no file of its own package. */
const packagesIn = (code: string): readonly string[] => {
  const imports =
    /(?:^|[;}])(?:import|export)\b(?!`)(?:[^;'"()]*\bfrom)? ?["'`]([^."'`][^"'`]*)|(?<!\.)\b(?:require|import)\(["'`]([^."'`][^"'`]*)/gm;
  return [...code.matchAll(imports)].map(([, imported, called]) => imported ?? called ?? '');
};

/** A page without what it says of the repository: a paragraph, or a line of a list, that begins so. */
const outOfRepository = (page: string): string => page.replace(/^(?:- )?In the repository\b.*(?:\n(?!- |\n).*)*/gm, '');

const isDeclared = (name: string): boolean =>
  isBuiltin(name) || declared.some((known) => name === known || name.startsWith(`${known}/`));

describe('the packed package', () => {
  it('has all that its manifest names, and nothing that is for us alone', () => {
    const { main, types, bin: commands, exports, typesVersions } = manifest;
    const named = pathsIn([main, types, commands, exports, typesVersions]);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !existsSync(path.join(installed(), file)))).toEqual([]);
    expect(readdirSync(installed()).sort()).toEqual([
      'Dockerfile',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'package.json',
    ]);
    expect(
      packedFiles().filter((file) => /(?:\.spec\.|api\.md$|CONTRIBUTING|\.map$|\.vitepress|^site)/.test(file)),
    ).toEqual([]);
  });

  it('is small: at most 2.4 MB in a few files', () => {
    const bytes = packedFiles().map((file) => statSync(path.join(installed(), file)).size);
    expect(bytes.length).toBeLessThan(90);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(2_400_000);
  });

  it('has each package that is bundled once, but those of the library', () => {
    const bundled = packedFiles()
      .filter((file) => file.endsWith('THIRD-PARTY-LICENSES.txt') && !file.startsWith('dist/cjs/THIRD'))
      // A page has what it needs in it.
      .filter((file) => !file.includes('/emulator/console/'))
      .flatMap((file) => packedText(file).match(/^[@a-z][\w@/.-]* \d+\.\d+\.\d+\S*$/gm) ?? []);
    expect(bundled).toEqual(
      expect.arrayContaining([expect.stringMatching(/^selfsigned /), expect.stringMatching(/^ky /)]),
    );
    // Several packages bring these small ones along; and the command has the library in it, to begin sooner.
    const known = ['ansi-styles', 'tslib', ...declared];
    const rest = bundled.filter((name) => !known.includes(name.split(' ')[0] ?? ''));
    expect(rest).toEqual([...new Set(rest)]);
  });

  it('has all that its pages link to, but what they say is in the repository', () => {
    const packed = packedFiles();
    const pages = packed.filter((file) => file.endsWith('.md'));
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/CHANGELOG.md', 'docs/protocol.md']));
    const linked = pages.flatMap((page) =>
      linkedFiles(page, outOfRepository(packedText(page))).map((target) => ({ page, target })),
    );
    expect(linked.length).toBeGreaterThan(pages.length);
    expect(linked.filter(({ target }) => !packed.includes(target))).toEqual([]);
  });

  it('has all that its pages and its types cite, but what they say is in the repository', () => {
    const packed = packedFiles();
    const said = packed.flatMap((file) => {
      if (file.endsWith('.md')) return [{ file, text: proseOf(outOfRepository(packedText(file))) }];
      return /\.d\.ts$/.test(file) ? [{ file, text: commentsOf(packedText(file)) }] : [];
    });
    expect(said.map(({ file }) => file)).toEqual(expect.arrayContaining(['README.md', 'dist/esm/index.d.ts']));
    expect(said.flatMap(({ file, text }) => missingFiles(text, packed).map((cited) => `${file}: ${cited}`))).toEqual(
      [],
    );
    expect(missingFiles('By docs/protocol.md and `docs`, src/index.ts, spec and rule.svg', packed)).toEqual([
      'src/index.ts',
      'rule.svg',
    ]);
  });

  it('is installed without what is optional', () => {
    expect(declared.filter(isOptional)).toEqual(['bullmq']);
    expect(existsSync(path.join(project, 'node_modules', 'rxjs'))).toBe(true);
    expect(existsSync(path.join(project, 'node_modules', 'bullmq'))).toBe(false);
  });

  it('imports what it declares, and nothing else', () => {
    const code = filesOf(path.join(installed(), 'dist')).filter((file) => /\.(?:js|d\.ts)$/.test(file));
    const names = new Set(code.flatMap((file) => packagesIn(readFileSync(file, 'utf8'))));
    expect([...names]).toEqual(
      expect.arrayContaining(['rxjs', 'io-ts', 'fp-ts/lib/TaskEither.js', 'node:http', 'tty']),
    );
    expect([...names].filter((name) => !isDeclared(name))).toEqual([]);
    const undeclared = packagesIn(
      "import {\n  a,\n} from 'left-pad';\nimport 'b';\nconst c = require(\"c/d\"), d = import('e');x();import{f}from`g`;",
    );
    expect(undeclared.map((name) => [name, isDeclared(name)])).toEqual([
      ['left-pad', false],
      ['b', false],
      ['c/d', false],
      ['e', false],
      ['g', false],
    ]);
  });

  it.each(['esm', 'cjs'])('has all that users import in one file, but rxjs: %s', (format) => {
    const file = path.join(installed(), 'dist', format, 'index.js');
    const code = readFileSync(file, 'utf8');
    expect([...new Set(packagesIn(code))]).toEqual(['rxjs']);
    expect(code).not.toMatch(/\b(?:from|require\(|import\() ?["']\./);
    const licences = readFileSync(path.join(path.dirname(file), 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    expect(licences.match(/^(?:fp-ts|io-ts|ky)(?= \d)/gm)).toEqual(['fp-ts', 'io-ts', 'ky']);
  });

  it.each([
    ['imported', 'light.mjs', "import 'rx-context-sync';"],
    ['required', 'light.cjs', "require('rx-context-sync');"],
  ])('loads nothing of what Node needs for requests where it is only %s', async (_, file, source) => {
    const loaded = "process.moduleLoadList.some((name) => name.includes('undici'))";
    expect(await runIn(file, `${source}\nconsole.log(${loaded});\nRequest;\nconsole.log(${loaded});`)).toBe(
      'false\ntrue\n',
    );
  });

  it('has a command', async () => {
    const command = path.join(project, 'node_modules', '.bin', 'rx-context-sync');
    const { stdout } = await exec(command, ['--help'], { cwd: project });
    expect(stdout).toContain('Usage: rx-context-sync <command>');
    const { version } = JSON.parse(packedText('package.json')) as { version: string };
    expect((await exec(command, ['--version'], { cwd: project })).stdout).toBe(`${version}\n`);
    // It has no sources that it could show.
    const shown = packedFiles().filter((file) => /^(?:dist|docs)\//.test(file)).length;
    const demo = await exec(command, ['demo'], { cwd: project });
    expect(demo.stdout).toMatch(new RegExp(`^download +${shown} .* yes$`, 'm'));
  });

  it('hides what is no entry of it', async () => {
    const hidden = runIn('hidden.mjs', "import 'rx-context-sync/dist/esm/index.js';");
    await expect(hidden).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('is imported', async () => {
    expect(await runIn('user.mjs', esm)).toBe('succeeded true Right\n');
  });

  it('is required', async () => {
    expect(await runIn('user.cjs', cjs)).toBe('succeeded true Right\n');
  });

  it('tells a page of a sync, as ES module and as CommonJS', async () => {
    const parts = [
      ['{ lastValueFrom }', 'rxjs'],
      ['{ AGB }', 'rx-context-sync'],
      ['{ startEmulator }', 'rx-context-sync/emulator'],
      ['{ remoteSync$, syncHandler }', 'rx-context-sync/web'],
    ];
    const imported = parts.map(([names, from]) => `import ${names} from '${from}';`).join('\n');
    const required = parts.map(([names, from]) => `const ${names} = require('${from}');`).join('\n');
    expect(await runIn('bridge.mjs', imported + bridge)).toBe('succeeded undefined\n');
    expect(await runIn('bridge.cjs', `${required}(async () => {${bridge}})();`)).toBe('succeeded undefined\n');
  });

  it('packs and unpacks archives without having their files in memory', async () => {
    const { length, megabytes } = JSON.parse(await runIn('archive.mjs', largeArchive)) as Record<string, number>;
    expect(length).toBe(150_000_000);
    expect(megabytes).toBeLessThan(250);
  });

  it('has codecs that those of the installed io-ts are made of', async () => {
    const source = `
      import * as t from 'io-ts';
      import { PathReporter } from 'io-ts/lib/PathReporter.js';
      import { ContextStatusData, SyncHandle } from 'rx-context-sync';
      const marked = t.readonlyArray(t.intersection([ContextStatusData, t.type({ mark: t.number })]));
      const { right } = marked.decode([{ contextId: 'c', startTime: '7', mark: 1 }]);
      console.log(JSON.stringify(right));
      console.log(marked.is(right), t.union([SyncHandle, ContextStatusData]).is(right[0]));
      console.log(PathReporter.report(t.array(ContextStatusData).decode([{ path: 7 }])).join());
    `;
    expect(await runIn('codecs.mjs', source)).toBe(
      '[{"contextId":"c","startTime":7,"path":"","errorMessage":"","status":"","finishTime":0,"taskType":"","mark":1}]\n' +
        'true true\n' +
        'Invalid value 7 supplied to : Array<ContextStatusData>/0: ContextStatusData/path: string\n',
    );
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

  it.each(['typescript-5.0', 'typescript-5.6', 'typescript', 'typescript-7.0'])(
    'has types for both, with %s',
    async (name) => {
      const typedBody = body.replace('console.log', 'const done: true = result.done;\n  console.log(done);\n  void');
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
      const flags = [
        '--noEmit',
        '--strict',
        '--exactOptionalPropertyTypes',
        '--target',
        'es2022',
        '--lib',
        'es2022,dom',
      ];
      const modules = ['--module', 'nodenext', '--types', 'node'];
      // Our types are checked too, and those of what we depend on; not those that are TypeScript's own.
      const checked = ['--skipLibCheck', 'false', '--skipDefaultLibCheck'];
      // By its path: several packages have a command of that name.
      const compiler = path.join(root, 'node_modules', name, 'bin', 'tsc');
      const compiled = exec(process.execPath, [compiler, ...flags, ...modules, ...checked, 'user.mts', 'user.cts'], {
        cwd: project,
      });
      await expect(compiled.catch((error: unknown) => error)).resolves.toMatchObject({ stdout: '' });
    },
  );

  it('is bundled for browsers without anything of Node', async () => {
    await writeFile(path.join(project, 'browser.js'), "import { AGB } from 'rx-context-sync';\nconsole.log(AGB);\n");
    const build = await rolldown({ input: path.join(project, 'browser.js'), platform: 'browser', logLevel: 'silent' });
    const { output } = await build.generate({ format: 'esm' });
    expect(output).toHaveLength(1);
    expect(output[0].imports).toEqual([]);
    expect(output[0].code).not.toMatch(/require\(|node:/);
  });

  it.each([
    // A session asks for nothing of its account.
    [
      'agbSession',
      /\bSyncContext\b.*\/mcp\/releaseSessionAsync/s,
      /CreateSession|ListContexts|PUT|whiteLists|BindContexts|x-acs-|nested so deeply/,
    ],
    [
      'agentBaySession',
      /\bSyncContext\b.*\bDeleteSessionAsync\b.*\bBindContexts/s,
      /CreateMcpSession|ListContexts|PUT|\/sdk\//,
    ],
    ['AGB', /\bCreateSession\b.*\bListContexts\b/s, /BindContexts|x-acs-|nested so deeply/],
    ['InvalidRequest', /class extends \w+/, /Observable|fetch|GetContextInfo|Unix seconds|maxRetries|nested so deeply/],
    [
      'snapshotFromJSON',
      /nested so deeply.*Unix seconds|Unix seconds.*nested so deeply/s,
      /Observable|fetch|GetContextInfo/,
    ],
    ['ContextStatusData', /Unix seconds/, /Observable|fetch|GetContextInfo|maxRetries/],
  ])('has of %s in a page what that uses, and no more', async (name, used, unused) => {
    const file = path.join(project, `${name}.js`);
    await writeFile(file, `import { ${name} } from 'rx-context-sync';\nconsole.log(${name});\n`);
    const build = await rolldown({ input: file, platform: 'browser', logLevel: 'silent' });
    const { output } = await build.generate({ format: 'esm' });
    expect(output[0].code).toMatch(used);
    expect(unused.exec(output[0].code)).toBeNull();
  });

  it('is published as it is written: npm has nothing to mend', async () => {
    const folder = await mkdtemp(path.join(project, 'manifest-'));
    const [written, fixed] = [path.join(root, 'package.json'), path.join(folder, 'package.json')];
    await copyFile(written, fixed);
    await exec('npm', ['pkg', 'fix'], { cwd: folder });
    expect(JSON.parse(readFileSync(fixed, 'utf8'))).toEqual(JSON.parse(readFileSync(written, 'utf8')));
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

// A new Node is to be noticed here before users notice it. Which one is not written down: what breaks by it breaks without a change.
const newest = newestNode();
if (newest === undefined) console.warn('Skipped: the package on the newest Node, which npm could not get.');
describe.skipIf(newest === undefined)(`the packed package on the newest Node, ${newest?.version}`, () => {
  const node = newest?.execPath ?? '';

  it('is run by that one', async () => {
    expect(await runIn('version.cjs', 'console.log(process.versions.node)', node)).toBe(`${newest?.version}\n`);
  });

  it('is imported', async () => {
    expect(await runIn('newest.mjs', esm, node)).toBe('succeeded true Right\n');
  });

  it('is required', async () => {
    expect(await runIn('newest.cjs', cjs, node)).toBe('succeeded true Right\n');
  });

  it('has a command that syncs files, and none that are behind links', async () => {
    const folder = path.join(project, 'files');
    await mkdir(path.join(folder, 'deep'), { recursive: true });
    await writeFile(path.join(folder, 'deep', 'a.txt'), 'a');
    await symlink('deep', path.join(folder, 'link'));
    const command = path.join(installed(), manifest.bin['rx-context-sync'] ?? '');
    const { stdout, stderr } = await exec(node, [command, 'demo', '--dir', folder], { cwd: project });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^download +1 +1 .* yes$/m);
  });
});
