import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Store } from '../../../src/emulator/state/Store.js';

const calls = vi.hoisted((): string[] => []);

// A disk that loses its current is not to be had in a spec: what it is told is.
vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  const names = new Map<number, string>();
  return {
    ...real,
    openSync: (place: string, flags: string) => {
      const opened = real.openSync(place, flags);
      names.set(opened, path.basename(place));
      return opened;
    },
    fsyncSync: (opened: number) => {
      calls.push(`sync ${names.get(opened) ?? ''}`);
      real.fsyncSync(opened);
    },
    writeFileSync: (file: string, text: string, options?: fs.WriteFileOptions & { flush?: boolean }) => {
      real.writeFileSync(file, text, options);
      calls.push(`write ${path.basename(file)}${options?.flush === true ? ', and sync it' : ''}`);
    },
    renameSync: (from: string, to: string) => {
      real.renameSync(from, to);
      calls.push(`rename it ${path.basename(to)}`);
    },
  };
});

beforeEach(() => {
  calls.length = 0;
});

const newFolder = (): string => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'above', 'store');
};

it('keeps nothing that a machine could lose when it crashes, and never a part of a file', () => {
  const store = new Store<string>(newFolder(), true);
  expect(calls).toEqual(['sync above', expect.stringMatching(/^sync rx-context-sync-spec-/)]);
  calls.length = 0;
  store.save('a', 'x');
  expect(calls).toEqual(['write a.json.aside, and sync it', 'rename it a.json', 'sync store']);
});

it('does not wait for the disk where nobody will look for it after a crash of the machine', () => {
  const store = new Store<string>(newFolder(), false);
  store.save('a', 'x');
  expect(calls).toEqual(['write a.json.aside', 'rename it a.json']);
});

it('keeps what it kept where something cannot be kept, and leaves nothing aside', () => {
  const folder = newFolder();
  const store = new Store<string>(folder, true);
  store.save('a', 'old');
  // Nothing can be renamed to the name of a folder.
  fs.mkdirSync(path.join(folder, 'b.json'));
  expect(() => store.save('b', 'new')).toThrow(
    expect.objectContaining({
      code: 'ServiceUnavailable',
      httpStatus: 503,
      message: expect.stringMatching(/^The emulator cannot keep its state: E\w+\.$/) as string,
    }),
  );
  expect(fs.readdirSync(folder)).toEqual(['a.json', 'b.json']);
  fs.rmdirSync(path.join(folder, 'b.json'));
  expect(store.load()).toEqual(['old']);
});

it('keeps later what it could not, but for what is not so any more', () => {
  const folder = newFolder();
  const store = new Store<string>(folder, true);
  const full = ['a', 'b', 'c', 'd'].map((id) => path.join(folder, `${id}.json`));
  for (const place of full) fs.mkdirSync(place);
  for (const id of ['a', 'b', 'c', 'd']) store.saveEventually(id, 'first');
  store.saveEventually('a', 'second');
  for (const place of full) fs.rmdirSync(place);
  store.save('b', 'saved since');
  store.remove('c');
  store.flush();
  expect(['a', 'b', 'c', 'd'].map((id) => store.get(id))).toEqual(['second', 'saved since', undefined, 'first']);
  store.save('a', 'third');
  calls.length = 0;
  store.flush();
  expect([store.get('a'), calls]).toEqual(['third', []]);
});

it('removes what a crash left aside', () => {
  const folder = newFolder();
  const store = new Store<string>(folder, true);
  store.save('a', 'x');
  fs.writeFileSync(path.join(folder, 'b.json.aside'), '"ha');
  expect(store.load()).toEqual(['x']);
  expect(fs.readdirSync(folder)).toEqual(['a.json']);
});
