import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const recipes = path.join(root, 'recipes');

/** What a checker says, and what it ends with. */
const run = async (program: string, ...args: readonly string[]): Promise<string> => {
  const file = path.join(root, 'node_modules', program);
  const checked = promisify(execFile)(process.execPath, [file, ...args], { cwd: root });
  return checked.then(
    () => 'no errors',
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
};

// By the types that are packed, as who copies them: `npm run build` made them.
describe.concurrent('the recipes', () => {
  it('are of the types that they say', async () => {
    expect(await run('typescript-7.0/bin/tsc', '-p', 'recipes', '--noEmit')).toBe('no errors');
  });

  it('are so in the component for Vue', async () => {
    expect(await run('vue-tsc/bin/vue-tsc.js', '-p', 'spec/recipes/tsconfig.vue.json')).toBe('no errors');
  });

  it('are so in the component for Svelte', async () => {
    const config = path.join(import.meta.dirname, 'tsconfig.svelte.json');
    expect(await run('svelte-check/bin/svelte-check', '--workspace', 'recipes/svelte', '--tsconfig', config)).toBe(
      'no errors',
    );
  });

  it.each(['react', 'angular', 'vue', 'svelte', 'solid', 'plain', 'workers'])('are short: %s', (framework) => {
    expect(linesIn(framework).reduce((sum, lines) => sum + lines, 0)).toBeLessThanOrEqual(60);
  });

  it('are short: the servers', () => {
    expect(Math.max(...linesIn('servers'))).toBeLessThanOrEqual(30);
  });
});

/** How long each file of a recipe is. */
const linesIn = (folder: string): readonly number[] => {
  const files = readdirSync(path.join(recipes, folder), { recursive: true, encoding: 'utf8' });
  const own = files.filter((file) => /\.(?:tsx?|vue|svelte)$/.test(file) && !file.endsWith('.config.ts'));
  expect(own.length).toBeGreaterThan(0);
  return own.map((file) => readFileSync(path.join(recipes, folder, file), 'utf8').split('\n').length - 1);
};
