import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const src = path.resolve(import.meta.dirname, '../src');

/** What each floor may import, beside itself: the floors below it, and these packages. */
const floors: Readonly<Record<string, { floors: readonly string[]; packages: RegExp }>> = {
  model: { floors: [], packages: /^io-ts$/ },
  protocol: { floors: ['model'], packages: /^(?:io-ts|rxjs|ky)$/ },
  streams: { floors: ['model'], packages: /^rxjs$/ },
  adapters: { floors: ['model', 'streams'], packages: /^(?:rxjs|fp-ts\/lib\/TaskEither\.js)$/ },
  client: { floors: ['model', 'protocol', 'streams', 'adapters'], packages: /^rxjs$/ },
  emulator: {
    floors: ['model', 'protocol/StatusString.js'],
    packages: /^(?:node:.*|io-ts|async-mutex|fflate|selfsigned|pure-rand\/.*)$/,
  },
  cli: { floors: ['.*'], packages: /.*/ },
};

interface Import {
  readonly file: string;
  readonly from: string;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /[\\/].*\.ts$/.test(file));
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(path.join(src, file), 'utf8').matchAll(/^(?:import|export) [^;]*?from '(.*?)';/gms)].map(
    ([, from = '']) => ({ file, from }),
  ),
);

const isAllowed = ({ file, from }: Import): boolean => {
  const floor = file.split(path.sep)[0] ?? '';
  const rules = floors[floor];
  if (rules === undefined) return false;
  if (!from.startsWith('.')) return rules.packages.test(from);
  const target = path
    .relative(src, path.resolve(src, path.dirname(file), from))
    .split(path.sep)
    .join('/');
  return [floor, ...rules.floors].some((allowed) => new RegExp(`^${allowed}(?:/|$)`).test(target));
};

describe('the house', () => {
  it('has imports that go down its floors only', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter((entry) => !isAllowed(entry))).toEqual([]);
  });

  it('would notice one that does not', () => {
    expect(isAllowed({ file: path.join('streams', 'x.ts'), from: '../client/AGB.js' })).toBe(false);
    expect(isAllowed({ file: path.join('model', 'x.ts'), from: 'rxjs' })).toBe(false);
    expect(isAllowed({ file: path.join('emulator', 'x.ts'), from: '../protocol/agb.js' })).toBe(false);
  });
});
