import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const src = path.resolve(import.meta.dirname, '../src');

/** What a room may import beside itself: rooms, and packages. A name with a star stands for all rooms that begin so. */
interface Rules {
  readonly rooms: readonly string[];
  readonly packages?: RegExp;
}

/** The rooms of the house, each below those that import it. */
const rooms: Readonly<Record<string, Rules>> = {
  model: { rooms: [] },
  'model/tasks': { rooms: [], packages: /^io-ts$/ },
  'model/errors': { rooms: ['model/tasks'] },
  'model/results': { rooms: ['model/errors'] },
  'model/options': { rooms: ['model/errors'] },
  'model/policy': { rooms: ['model/errors', 'model/options'] },
  'model/sync': {
    rooms: ['model/tasks', 'model/errors', 'model/results', 'model/options'],
    packages: /^io-ts$/,
  },
  'model/json': { rooms: ['model/tasks', 'model/errors', 'model/options', 'model/sync'] },
  'model/logging': { rooms: ['model/sync'] },
  'model/contexts': { rooms: ['model/errors', 'model/results', 'model/options', 'model/policy'] },
  'model/files': { rooms: ['model/errors', 'model/results', 'model/options'] },
  'model/sessions': {
    rooms: ['model/tasks', 'model/errors', 'model/results', 'model/options', 'model/sync', 'model/contexts'],
  },

  streams: { rooms: ['model/*'], packages: /^rxjs$/ },
  'streams/polling': { rooms: ['model/*', 'streams'], packages: /^rxjs$/ },
  'streams/sync/matching': { rooms: ['model/*', 'streams/polling'] },
  'streams/sync/readings': { rooms: ['model/*', 'streams/polling', 'streams/sync/matching'], packages: /^rxjs$/ },
  'streams/sync': {
    rooms: ['model/*', 'streams', 'streams/polling', 'streams/sync/matching', 'streams/sync/readings'],
    packages: /^rxjs$/,
  },
  'streams/sync/steps': {
    rooms: ['model/*', 'streams', 'streams/polling', 'streams/sync', 'streams/sync/matching'],
    packages: /^rxjs$/,
  },
  'streams/operations': {
    rooms: ['model/*', 'streams', 'streams/polling', 'streams/sync', 'streams/sync/matching', 'streams/sync/readings'],
    packages: /^rxjs$/,
  },

  'protocol/http': { rooms: ['model/errors', 'model/options'], packages: /^(?:rxjs|ky)$/ },
  protocol: { rooms: ['model', 'model/*', 'protocol/http'], packages: /^(?:io-ts|rxjs)$/ },
  'protocol/transfer': { rooms: ['model/*', 'protocol', 'protocol/http'], packages: /^rxjs$/ },
  'protocol/agb': { rooms: ['model', 'model/*', 'protocol', 'protocol/http'], packages: /^io-ts$/ },
  'protocol/agentBay': { rooms: ['model', 'model/*', 'protocol', 'protocol/http'], packages: /^io-ts$/ },

  adapters: { rooms: ['model/*'], packages: /^(?:rxjs|fp-ts\/lib\/TaskEither\.js)$/ },
  client: {
    rooms: ['model', 'model/*', 'protocol', 'protocol/*', 'streams', 'streams/*', 'adapters'],
    packages: /^rxjs$/,
  },

  // It takes the library as users have it.
  bullmq: { rooms: ['index'], packages: /^(?:bullmq|rxjs|node:(?:crypto|timers\/promises))$/ },

  web: { rooms: ['model/sync', 'web/server', 'web/page'] },
  'web/server': {
    rooms: ['model/*', 'protocol/http', 'adapters', 'web'],
    packages: /^rxjs$/,
  },
  'web/page': { rooms: ['model/*', 'web'], packages: /^rxjs$/ },

  'emulator/protocol': { rooms: [], packages: /^(?:node:.*|pure-rand\/.*)$/ },
  'emulator/concurrency': { rooms: [], packages: /^(?:node:.*|async-mutex)$/ },
  'emulator/processes': { rooms: [], packages: /^node:/ },
  'emulator/lock': { rooms: ['emulator/concurrency'], packages: /^node:/ },
  'emulator/files': { rooms: ['emulator/protocol'], packages: /^(?:node:.*|yauzl)$/ },
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
  'emulator/archive': {
    rooms: ['model', 'emulator/protocol', 'emulator/files', 'emulator/state', 'emulator/contexts'],
    packages: /^(?:node:.*|io-ts)$/,
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
  'emulator/tools': {
    rooms: [
      'model/*',
      'emulator/protocol',
      'emulator/concurrency',
      'emulator/files',
      'emulator/state',
      'emulator/processes',
      'emulator/sessions',
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
      'emulator/archive',
      'emulator/contexts',
      'emulator/sessions',
      'emulator/tools',
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
      'emulator/verification',
    ],
    packages: /^(?:node:.*|selfsigned)$/,
  },
  'emulator/console': {
    rooms: [
      'model',
      'model/tasks',
      'web/server',
      'emulator/protocol',
      'emulator/files',
      'emulator/faults',
      'emulator/state',
      'emulator/contexts',
      'emulator/sync',
      'emulator/sessions',
      'emulator/service',
      'emulator/http',
    ],
    packages: /^(?:node:.*|rxjs)$/,
  },
  'emulator/console/page': {
    rooms: ['model/tasks', 'web/page', 'emulator/faults/Trouble', 'emulator/console'],
    packages: /^(?:rxjs|preact(?:\/hooks)?)$/,
  },
  'emulator/verification': { rooms: ['model/*', 'emulator/protocol', 'emulator/state'], packages: /^node:/ },
  'emulator/recording': {
    rooms: ['model', 'model/*', 'protocol/redact', 'emulator/protocol', 'emulator/concurrency', 'emulator/http'],
    packages: /^(?:node:.*|io-ts)$/,
  },
  emulator: { rooms: ['model/*', 'emulator/*'], packages: /^node:/ },

  'cli/process': { rooms: [], packages: /^(?:node:.*|rxjs)$/ },
  'cli/terminal': { rooms: [], packages: /^listr2$/ },
  'cli/files': { rooms: ['cli/process', 'cli/terminal'], packages: /^node:/ },
  'cli/options': { rooms: ['cli/process'], packages: /^@commander-js\/extra-typings$/ },
  'cli/services': {
    rooms: ['index', 'cli/process', 'cli/terminal'],
    packages: /^(?:@commander-js\/extra-typings|rxjs)$/,
  },
  'cli/progress': {
    rooms: ['index', 'cli/process', 'cli/terminal', 'cli/services'],
    packages: /^(?:listr2|rxjs)$/,
  },
  'cli/syncing': {
    rooms: ['index', 'cli/process', 'cli/terminal', 'cli/options', 'cli/services', 'cli/progress'],
    packages: /^(?:node:.*|@commander-js\/extra-typings|log-update|rxjs)$/,
  },
  'cli/sessions': {
    rooms: ['index', 'cli/process', 'cli/terminal', 'cli/options', 'cli/services', 'cli/progress'],
    packages: /^rxjs$/,
  },
  'cli/contexts': {
    rooms: ['index', 'cli/process', 'cli/terminal', 'cli/files', 'cli/options', 'cli/services', 'cli/progress'],
    packages: /^(?:node:.*|rxjs)$/,
  },
  'cli/demo': {
    rooms: ['index', 'emulator/index', 'cli/process', 'cli/terminal', 'cli/files', 'cli/options'],
    packages: /^(?:node:.*|rxjs|listr2)$/,
  },
  'cli/emulator': {
    rooms: ['index', 'emulator/index', 'cli/process', 'cli/terminal', 'cli/options'],
    packages: /^(?:node:.*|@commander-js\/extra-typings)$/,
  },
  cli: { rooms: ['cli/*'], packages: /^(?:node:.*|@commander-js\/extra-typings|@bomb\.sh\/tab\/commander)$/ },
};

interface Import {
  readonly file: string;
  readonly from: string;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.split(path.sep).join('/'));
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(path.join(src, file), 'utf8').matchAll(/^(?:import|export) [^;]*?from '(.*?)';/gms)].map(
    ([, from = '']) => ({ file, from }),
  ),
);

const fileOf = ({ file, from }: Import): string => {
  const named = path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, '.ts');
  return files.includes(`${named}x`) ? `${named}x` : named;
};

const isIn = (room: string, target: string): boolean =>
  room.endsWith('*') ? target.startsWith(room.slice(0, -1)) : target === room;

const isAllowed = (entry: Import): boolean => {
  const room = path.posix.dirname(entry.file);
  const rules = rooms[room];
  if (rules === undefined) return false;
  if (!entry.from.startsWith('.')) return rules.packages?.test(entry.from) ?? false;
  const target = fileOf(entry);
  const places = [path.posix.dirname(target), target.replace(/\.tsx?$/, '')];
  return [room, ...rules.rooms].some((allowed) => places.some((place) => isIn(allowed, place)));
};

/** The circles of files that import each other, types included: each file with all that it leads to, and that leads back. */
const circles = (entries: readonly Import[]): readonly string[] => {
  const targets = new Map<string, Set<string>>();
  for (const entry of entries.filter(({ from }) => from.startsWith('.'))) {
    targets.set(entry.file, (targets.get(entry.file) ?? new Set()).add(fileOf(entry)));
  }
  const reachable = (file: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const queue = [file];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const target of targets.get(next) ?? []) {
        if (seen.has(target)) continue;
        seen.add(target);
        queue.push(target);
      }
    }
    return seen;
  };
  return [...targets.keys()].filter((file) => reachable(file).has(file)).sort();
};

describe('the house', () => {
  it('has imports that go down its rooms only', () => {
    expect(imports.length).toBeGreaterThan(100);
    const inRooms = imports.filter(({ file }) => file.includes('/'));
    expect(inRooms.filter((entry) => !isAllowed(entry))).toEqual([]);
  });

  it('has no room that nobody lives in', () => {
    const lived = new Set(files.map((file) => path.posix.dirname(file)));
    expect(Object.keys(rooms).filter((room) => !lived.has(room))).toEqual([]);
  });

  it('has no files that import each other, but a session and its contexts, which know each other', () => {
    expect(circles(imports)).toEqual(['client/ContextManager.ts', 'client/Session.ts']);
  });

  it.each([
    ['streams/sync/x.ts', '../../client/AGB.js'],
    ['streams/polling/x.ts', '../sync/sync.js'],
    ['streams/sync/matching/x.ts', 'rxjs'],
    ['model/errors/x.ts', '../sync/SyncSnapshot.js'],
    ['protocol/http/x.ts', '../redact.js'],
    ['emulator/x.ts', '../protocol/classify.js'],
    ['emulator/sync/x.ts', '../sessions/Sessions.js'],
    ['emulator/contexts/x.ts', '../sync/taskList.js'],
    ['emulator/files/x.ts', '../mounts/Mount.js'],
    ['emulator/mounts/x.ts', 'node:fs'],
    ['web/page/x.ts', '../server/y.js'],
    ['cli/demo/x.ts', '../../client/AGB.js'],
    ['cli/syncing/x.ts', '../../client/AGB.js'],
    ['cli/syncing/x.ts', '../../emulator/index.js'],
    ['cli/demo/x.ts', '../emulator/emulator.js'],
    ['emulator/http/x.ts', '../console/openConsole.js'],
    ['emulator/console/page/x.ts', '../../service/EmulatedService.js'],
    ['nowhere/x.ts', './y.js'],
  ])('would notice %s importing %s', (file, from) => {
    expect(isAllowed({ file, from })).toBe(false);
  });

  it('would notice files that import each other', () => {
    expect(
      circles([
        { file: 'a/x.ts', from: './y.js' },
        { file: 'a/y.ts', from: '../b/z.js' },
        { file: 'b/z.ts', from: '../a/x.js' },
        { file: 'b/w.ts', from: '../a/x.js' },
      ]),
    ).toEqual(['a/x.ts', 'a/y.ts', 'b/z.ts']);
  });
});
