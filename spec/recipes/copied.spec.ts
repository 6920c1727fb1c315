import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { copyRecipes, packagesOf, packagesOfWorkers, startOf, type CopiedRecipes } from './copyRecipes.js';

let copied: CopiedRecipes;
afterEach(() => copied.close());

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const importsOf = (file: string): readonly string[] => {
  // What is around the script in a component is none.
  const text = readFileSync(file, 'utf8').replace(/^[^]*<script.*>|<\/script>[^]*$/g, '');
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
};

/** What the copies import that is not among them: files, and packages by their names. */
const missingFrom = (files: readonly string[], endings: readonly string[]) => {
  const packages = new Set<string>();
  const missing: string[] = [];
  for (const file of files)
    for (const name of importsOf(file)) {
      const whole = path.resolve(path.dirname(file), name);
      const isThere = () => endings.some((ending) => existsSync(whole + ending));
      if (!name.startsWith('.')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
      else if (!isThere()) missing.push(`${path.basename(file)}: ${name}`);
    }
  return { missing, packages: [...packages].filter((name) => !isBuiltin(name)) };
};

const alwaysThere = ['rx-context-sync', 'rxjs', 'vite'];

describe('what README.md says to copy', () => {
  // Their files are held by recipes.spec.ts, which builds copies.
  it.each(['react', 'angular', 'vue', 'svelte', 'solid'])(
    'needs no package that it does not name: %s',
    async (page) => {
      copied = await copyRecipes([page], []);
      const files = filesIn(path.join(copied.folder, page)).filter((file) => /\.(?:tsx?|vue|svelte)$/.test(file));
      const needed = missingFrom(files, ['', '.ts', '.tsx']);
      expect(needed.missing).toEqual([]);
      expect(needed.packages).toContain('rx-context-sync');
      expect([...(await packagesOf(page)), ...alwaysThere]).toEqual(expect.arrayContaining(needed.packages));
    },
  );

  it.each(['node', 'hono', 'express'])('is all that node needs to run it: %s', async (server) => {
    copied = await copyRecipes([], [server]);
    const needed = missingFrom(filesIn(path.join(copied.folder, 'servers')), ['']);
    expect(needed.missing).toEqual([]);
    expect(needed.packages).toContain('rx-context-sync');
    expect([...(await packagesOf(server)), ...alwaysThere]).toEqual(expect.arrayContaining(needed.packages));
    const [program, file = ''] = (await startOf(server)).split(' ');
    expect(program).toBe('node');
    expect(existsSync(path.join(copied.folder, file))).toBe(true);
  });

  it('is all that Next.js needs', async () => {
    copied = await copyRecipes([], ['next']);
    const files = readdirSync(copied.folder).filter((name) => !/^(?:node_modules|package\.json)$/.test(name));
    expect(files).toEqual(['app', 'storeInFolder.ts', 'sync.ts']);
    const sources = filesIn(path.join(copied.folder)).filter((file) => file.endsWith('.ts'));
    expect(sources).toHaveLength(3);
    expect(missingFrom(sources, ['', '.ts'])).toEqual({ missing: [], packages: ['rx-context-sync'] });
    expect(readFileSync(path.join(copied.folder, 'sync.ts'), 'utf8')).toContain('syncHandler');
  });

  it('is all that workers need, their image and their composition too', async () => {
    copied = await copyRecipes([], ['workers']);
    const there = (name: string): string => path.join(copied.folder, name);
    const needed = missingFrom(
      [...filesIn(there('workers')), ...filesIn(there('plain'))].filter((file) => file.endsWith('.ts')),
      ['', '.ts'],
    );
    expect(needed.missing).toEqual([]);
    // The entry for the one wants it, and that the other.
    expect([...(await packagesOfWorkers())].sort()).toEqual([...needed.packages, 'bullmq', 'ioredis'].sort());

    const { services } = parse(readFileSync(there('workers/compose.yaml'), 'utf8'), { merge: true }) as Composition;
    expect(Object.keys(services)).toEqual(['redis', 'worker', 'server']);
    const { redis, worker, server } = services;
    expect(redis.command).toMatch(/--appendonly yes --appendfsync always --maxmemory-policy noeviction/);
    expect(worker.deploy).toEqual({ replicas: 2 });
    for (const { build, command = '', depends_on, environment } of [worker, server]) {
      const context = path.resolve(there('workers'), build?.context ?? '');
      expect(context).toBe(copied.folder);
      expect(depends_on).toEqual({ redis: { condition: 'service_healthy' } });
      expect(environment?.['REDIS_URL']).toBe('redis://redis');
      expect(existsSync(path.join(context, command.replace('node ', '')))).toBe(true);
      const image = readFileSync(path.join(context, build?.dockerfile ?? ''), 'utf8');
      const taken = [...image.matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
      // `npm install` writes the lock file.
      expect(taken.filter((name) => !existsSync(there(name)))).toEqual(['package-lock.json']);
    }
    // Whoever answers pages has no key.
    expect(Object.keys(server.environment ?? {})).toEqual(['REDIS_URL', 'SESSION_ID']);
    expect(Object.keys(worker.environment ?? {})).toEqual(['REDIS_URL', 'AGB_API_KEY']);
  });
});

/** What is read here of a file for `docker compose`. */
interface Composition {
  readonly services: Readonly<Record<'redis' | 'worker' | 'server', Service>>;
}

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: string;
  readonly depends_on?: object;
  readonly deploy?: object;
  readonly environment?: Readonly<Record<string, string>>;
}
