import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { copyRecipes, packagesOf, startOf, type CopiedRecipes } from './copyRecipes.js';

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
});
