import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { typeCheck } from './support/typeCheck.js';

const root = path.resolve(import.meta.dirname, '..');

/** The TypeScript examples of a file: those of a README, or those of docstrings. */
const examplesIn = (file: string): readonly string[] => {
  const text = readFileSync(path.join(root, file), 'utf8').replace(/^ *\* ?/gm, '');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => `${code ?? ''}\nexport {};\n`);
};

const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.join('src', file));

describe('the examples', () => {
  it('compile, those of the README and those of the docstrings', () => {
    const files = ['README.md', ...sources];
    const examples = files.flatMap((file) =>
      examplesIn(file).map((code, index) => [`examples/${file.replaceAll(/\W/g, '-')}-${index}.ts`, code] as const),
    );
    expect(examples.filter(([name]) => name.startsWith('examples/README'))).toHaveLength(4);
    expect(examples.length).toBeGreaterThan(12);
    expect(typeCheck(Object.fromEntries(examples))).toEqual([]);
  }, 60_000);

  it('would not pass if they were wrong', () => {
    const wrong = "import { AGB } from 'rx-context-sync';\nnew AGB().session(7);\n";
    expect(typeCheck({ 'examples/wrong.ts': wrong })).toEqual([
      "examples/wrong.ts: Argument of type 'number' is not assignable to parameter of type 'string'.",
    ]);
  }, 60_000);
});
