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

/** The rooms of the emulator, each above those that it may import: of the house, and of the emulator itself. */
const emulatorRooms: Readonly<Record<string, { rooms: readonly string[]; packages: RegExp }>> = {
  'emulator/protocol': { rooms: [], packages: /^node:/ },
  'emulator/concurrency': { rooms: [], packages: /^(?:node:.*|async-mutex)$/ },
  'emulator/lock': { rooms: [], packages: /^node:/ },
  'emulator/files': { rooms: ['emulator/protocol'], packages: /^(?:node:.*|fflate)$/ },
  'emulator/faults': {
    rooms: ['model/*', 'emulator/protocol'],
    packages: /^(?:node:.*|io-ts|pure-rand\/.*)$/,
  },
  'emulator/state': {
    rooms: ['emulator/protocol', 'emulator/concurrency', 'emulator/files', 'emulator/faults'],
    packages: /^node:/,
  },
  'emulator/mounts': { rooms: ['emulator/protocol', 'emulator/files'], packages: /^io-ts$/ },
  'emulator/contexts': {
    rooms: [
      'model/*',
      'emulator/protocol',
      'emulator/concurrency',
      'emulator/files',
      'emulator/state',
      'emulator/mounts',
    ],
    packages: /^node:/,
  },
  'emulator/sync': {
    rooms: [
      'model/*',
      'emulator/protocol',
      'emulator/concurrency',
      'emulator/files',
      'emulator/faults',
      'emulator/state',
      'emulator/mounts',
      'emulator/contexts',
    ],
    packages: /^node:/,
  },
  'emulator/sessions': {
    rooms: [
      'model/*',
      'emulator/protocol',
      'emulator/concurrency',
      'emulator/files',
      'emulator/state',
      'emulator/mounts',
      'emulator/contexts',
      'emulator/sync',
    ],
    packages: /^node:/,
  },
  'emulator/service': {
    rooms: [
      'model/*',
      'protocol/StatusString',
      'emulator/protocol',
      'emulator/concurrency',
      'emulator/faults',
      'emulator/state',
      'emulator/mounts',
      'emulator/contexts',
      'emulator/sessions',
    ],
    packages: /^(?:node:.*|io-ts)$/,
  },
  'emulator/http': {
    rooms: [
      'model/*',
      'emulator/protocol',
      'emulator/concurrency',
      'emulator/faults',
      'emulator/state',
      'emulator/service',
    ],
    packages: /^(?:node:.*|selfsigned)$/,
  },
  emulator: { rooms: ['model/*', 'emulator/*'], packages: /^node:/ },
};

const posix = (file: string): string => file.split(path.sep).join('/');

const fileOf = ({ file, from }: Import): string =>
  path.posix.join(path.posix.dirname(posix(file)), from).replace(/\.js$/, '.ts');

const isAllowedInEmulator = (entry: Import): boolean => {
  const room = path.posix.dirname(posix(entry.file));
  const rules = emulatorRooms[room];
  if (rules === undefined) return false;
  if (!entry.from.startsWith('.')) return rules.packages.test(entry.from);
  const target = fileOf(entry);
  const places = [path.posix.dirname(target), target.replace(/\.ts$/, '')];
  return [room, ...rules.rooms].some((allowed) =>
    places.some((place) => (allowed.endsWith('*') ? place.startsWith(allowed.slice(0, -1)) : place === allowed)),
  );
};

/** The files that lead back to themselves by what they import, types included. */
const circlesIn = (entries: readonly Import[]): readonly string[] => {
  const targets = new Map<string, string[]>();
  for (const entry of entries.filter(({ from }) => from.startsWith('.'))) {
    const file = posix(entry.file);
    targets.set(file, [...(targets.get(file) ?? []), fileOf(entry)]);
  }
  const leadsBack = (file: string): boolean => {
    const seen = new Set<string>();
    const queue = [file];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const target of targets.get(next) ?? []) {
        if (target === file) return true;
        if (!seen.has(target)) queue.push(target);
        seen.add(target);
      }
    }
    return false;
  };
  return [...targets.keys()].filter(leadsBack).sort();
};

describe('the emulator', () => {
  const own = imports.filter(({ file }) => posix(file).startsWith('emulator/'));

  it('has imports that go down its rooms only', () => {
    expect(own.length).toBeGreaterThan(400);
    expect(own.filter((entry) => !isAllowedInEmulator(entry))).toEqual([]);
  });

  it('has rooms in the order of its table, and no others', () => {
    const lived = new Set(own.map(({ file }) => path.posix.dirname(posix(file))));
    expect([...lived].sort()).toEqual(Object.keys(emulatorRooms).sort());
    const above = Object.entries(emulatorRooms).flatMap(([room, { rooms }], index) =>
      rooms
        .filter((other) => other.startsWith('emulator/') && !other.endsWith('*'))
        .filter((other) => Object.keys(emulatorRooms).indexOf(other) >= index)
        .map((other) => `${room} is not above ${other}`),
    );
    expect(above).toEqual([]);
  });

  it('has no files that import each other, be it types', () => {
    expect(circlesIn(own)).toEqual([]);
  });

  it.each([
    ['emulator/sync/x.ts', '../sessions/Sessions.js'],
    ['emulator/contexts/x.ts', '../sync/taskList.js'],
    ['emulator/files/x.ts', '../mounts/Mount.js'],
    ['emulator/protocol/x.ts', '../../protocol/StatusString.js'],
    ['emulator/mounts/x.ts', 'node:fs'],
    ['emulator/nowhere/x.ts', './y.js'],
  ])('would notice %s importing %s', (file, from) => {
    expect(isAllowedInEmulator({ file, from })).toBe(false);
  });

  it('would notice files that import each other', () => {
    const entries = [
      { file: 'a/x.ts', from: './y.js' },
      { file: 'a/y.ts', from: '../b/z.js' },
      { file: 'b/z.ts', from: '../a/x.js' },
      { file: 'b/w.ts', from: '../a/x.js' },
    ];
    expect(circlesIn(entries)).toEqual(['a/x.ts', 'a/y.ts', 'b/z.ts']);
  });
});
