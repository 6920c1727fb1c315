import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const protocol = path.resolve(import.meta.dirname, '../../src/protocol');

/** What each room of `protocol/` may import of the others; `.` is the files that stand in none. */
const below: Readonly<Record<string, readonly string[]>> = {
  http: [],
  '.': ['http'],
  transfer: ['.', 'http'],
  agb: ['.', 'http'],
  agentBay: ['.', 'http'],
};

const roomOf = (file: string): string => path.dirname(path.relative(protocol, file));

const imports = readdirSync(protocol, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((name) => {
    const file = path.join(protocol, name);
    const found = readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^;]*?from '(.*?)';/gms);
    return [...found].map(([, from = '']) => ({
      room: roomOf(file),
      from,
      target: path.resolve(path.dirname(file), from),
    }));
  });

describe('the rooms of protocol/', () => {
  it('are all known here', () => {
    expect([...new Set(imports.map(({ room }) => room))].sort()).toEqual(Object.keys(below).sort());
  });

  it('import what is below them only: no dialect knows the other, and `http` knows no service', () => {
    const between = imports.filter(
      ({ from, target }) => from.startsWith('.') && target.startsWith(protocol + path.sep),
    );
    expect(between.length).toBeGreaterThan(20);
    const wrong = between.filter(({ room, target }) => ![room, ...(below[room] ?? [])].includes(roomOf(target)));
    expect(wrong).toEqual([]);
  });

  it('have one that knows ky', () => {
    expect(new Set(imports.filter(({ from }) => from === 'ky').map(({ room }) => room))).toEqual(new Set(['http']));
  });
});
