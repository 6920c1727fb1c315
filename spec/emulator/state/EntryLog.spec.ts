import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { EntryLog } from '../../../src/emulator/state/EntryLog.js';
import { newFolder } from '../../support/newFolder.js';

const world = async (isLasting = false) => {
  const folder = await newFolder();
  mkdirSync(folder, { recursive: true });
  const open = () => new EntryLog<unknown>({ folder, id: 'a', isLasting });
  return { folder, file: path.join(folder, 'a.log'), former: path.join(folder, 'a.json'), open };
};
const entries = (from: number, to: number) =>
  new Map(Array.from({ length: to - from }, (_, index) => [`${from + index}`, { at: from + index }] as const));

it.each([false, true])(
  'keeps values of any name, newer ones, and that there are none any more: %s',
  async (isLasting) => {
    const { open, folder } = await world(isLasting);
    expect([open().load(), open().size]).toEqual([new Map(), 0]);
    const log = open();
    log.add(
      new Map<string, unknown>([
        ['__proto__', 1],
        ['constructor', { b: 2 }],
        ['a\udce9/b\n', 'x'],
        ['', 0],
      ]),
    );
    log.add(
      new Map<string, unknown>([
        ['constructor', undefined],
        ['', 'newer'],
        ['never there', undefined],
      ]),
    );
    log.add(new Map());
    const all = new Map<string, unknown>([
      ['__proto__', 1],
      ['a\udce9/b\n', 'x'],
      ['', 'newer'],
    ]);
    log.settle(all.size, () => all);
    expect(open().load()).toEqual(all);
    expect(readdirSync(folder)).toEqual(['a.log']);
  },
);

it('writes as much as there is to be kept, whatever there is already', async () => {
  const { open, file } = await world();
  const log = open();
  const sizes = [0];
  for (let round = 0; round < 50; round++) {
    log.add(entries(1000 + round * 100, 1100 + round * 100));
    sizes.push(readFileSync(file).length);
  }
  const grown = sizes.slice(1).map((size, index) => size - (sizes[index] ?? 0));
  expect(new Set(grown)).toEqual(new Set([grown[0]]));
});

it('is written anew when most of it says nothing any more, and not before', async () => {
  const { open, file } = await world();
  const log = open();
  const all = entries(100, 200);
  for (let round = 0; round < 11; round++) {
    log.add(all);
    log.settle(all.size, () => all);
  }
  const long = readFileSync(file).length;
  const again = open();
  again.load();
  again.add(all);
  again.settle(all.size, () => all);
  expect(readFileSync(file).length).toBe(long / 11);
  expect(open().load()).toEqual(all);
});

it('forgets no more than what was cut off, and goes on', async () => {
  const { open, file } = await world();
  open().add(entries(10, 20));
  const whole = readFileSync(file).length;
  for (let length = whole - 1; length > whole - 30; length--) {
    truncateSync(file, length);
    const left = open().load();
    expect(left.size).toBeGreaterThan(6);
    expect(left).toEqual(new Map([...entries(10, 20)].slice(0, left.size)));
  }
  open().add(entries(30, 31));
  expect(open().load().get('30')).toEqual({ at: 30 });
  appendFileSync(file, '\n\0\0\0\n{"a":1}\n[1,2]\nnull');
  open().add(entries(31, 32));
  expect([...open().load().keys()].slice(-2)).toEqual(['30', '31']);
});

it('takes over what emulators before this one kept, and only once', async () => {
  const { open, file, former } = await world();
  writeFileSync(former, '{"b":{"at":1},"__proto__":{"at":2}}');
  expect([open().size, [...open().load()]]).toEqual([
    35,
    [
      ['b', { at: 1 }],
      ['__proto__', { at: 2 }],
    ],
  ]);
  open().add(new Map([['b', undefined]]));
  expect([...open().load()]).toEqual([['__proto__', { at: 2 }]]);
  expect(existsSync(former)).toBe(false);
  // A crash came before it was removed.
  writeFileSync(former, '{"b":{"at":1}}');
  expect(open().load().has('b')).toBe(false);
  rmSync(file);
  for (const text of ['{', 'null', '']) {
    writeFileSync(former, text);
    expect(open().load()).toEqual(new Map());
  }
});

it('keeps what it kept where something cannot be kept, and leaves nothing aside', async () => {
  const { folder, file, open } = await world();
  mkdirSync(file);
  const refusal = expect.objectContaining({ code: 'ServiceUnavailable', httpStatus: 503 }) as Error;
  expect(() => open().add(entries(0, 3000))).toThrow(refusal);
  expect(() => open().rewrite(entries(0, 1))).toThrow(refusal);
  expect(readdirSync(folder)).toEqual(['a.log']);
});
