import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { most, type ConsoleView } from '../../../src/emulator/console/ConsoleState.js';
import { FolderView } from '../../../src/emulator/console/FolderView.js';
import { switches, keyOf, othersOf } from '../../../src/emulator/console/page/troubles.js';
import { readPreview } from '../../../src/emulator/console/readPreview.js';
import { RequestList } from '../../../src/emulator/console/RequestList.js';
import { viewOf } from '../../../src/emulator/console/viewOf.js';
import { FolderListings } from '../../../src/emulator/contexts/FolderListings.js';
import { Faults } from '../../../src/emulator/faults/Faults.js';
import { Journal } from '../../../src/emulator/state/Journal.js';
import { newFolder } from '../../support/newFolder.js';

const view = (query = ''): ConsoleView => viewOf(new URLSearchParams(query));

describe('the requests of the console', () => {
  const journalOf = (count: number): Journal => {
    const journal = new Journal({ onRequest: () => undefined, onTask: () => undefined });
    for (let number = 1; number <= count; number++) {
      const [operation, httpStatus] = number % 10 === 0 ? ['SyncContext', 503] : ['GetContextInfo', 200];
      const code = httpStatus === 200 ? 'ok' : 'Busy';
      journal.addRequest({ at: number, operation, fields: { n: `n-${number}` }, httpStatus, code, requestId: '' });
    }
    return journal;
  };

  it('are the newest, page by page, without one twice or left out while more come', () => {
    const journal = journalOf(250);
    const list = new RequestList();
    const first = list.of(journal.entries.requests, view());
    expect([first.all, first.total, first.shown.length]).toEqual([250, 250, most.requests]);
    expect([first.shown[0]?.at, first.shown.at(-1)?.at]).toEqual([250, 151]);
    journal.addRequest({ at: 999, operation: 'GetContext', fields: {}, httpStatus: 200, code: 'ok', requestId: '' });
    const older = list.of(journal.entries.requests, view(`before=${first.shown.at(-1)?.number}`));
    expect([older.shown[0]?.at, older.shown.at(-1)?.at]).toEqual([150, 51]);
    const last = list.of(journal.entries.requests, view(`before=${older.shown.at(-1)?.number}`));
    expect([last.shown[0]?.at, last.shown.length]).toEqual([50, 50]);
  });

  it('keep their numbers when the oldest are forgotten, of which there may be ten thousand', () => {
    const journal = journalOf(10_000);
    const list = new RequestList();
    const before = list.of(journal.entries.requests, view()).shown[0];
    for (let more = 0; more < 50; more++)
      journal.addRequest({ at: 1, operation: 'x', fields: {}, httpStatus: 200, code: 'ok', requestId: '' });
    const { all, shown } = list.of(journal.entries.requests, view());
    expect(all).toBe(10_000);
    expect(shown[50]).toEqual(before);
    expect(JSON.stringify(shown).length).toBeLessThan(20_000);
  });

  it('are found by what they say, or where they were refused', () => {
    const { requests } = journalOf(200).entries;
    const found = (query: string) => new RequestList().of(requests, view(query));
    expect(found('find=N-123').shown.map(({ at }) => at)).toEqual([123]);
    expect(found('find=synccontext').total).toBe(20);
    expect(found('failed=1')).toMatchObject({ all: 200, total: 20 });
    expect(found('failed=1&find=n-100').shown.map(({ code }) => code)).toEqual(['Busy']);
    expect(found('find=nothing').shown).toEqual([]);
  });

  it('have the names that clients chose as values: none of them is a name of ours', () => {
    const fields = { __proto__: 'x', _tag: 'TaskFailed', message: '<b>' };
    const entry = { at: 1, operation: 'x', fields, httpStatus: 200, code: 'ok', requestId: '' };
    const [row] = new RequestList().of([entry], view()).shown;
    expect(row?.fields).toEqual([
      ['_tag', 'TaskFailed'],
      ['message', '<b>'],
    ]);
  });
});

describe('the folders of the console', () => {
  const folders = async () => {
    const [root, scratch] = [await newFolder(), await newFolder()];
    return { root, list: new FolderView(new FolderListings(scratch)) };
  };

  it('are shown by pages, folders first, numbers as people sort them', async () => {
    const { root, list } = await folders();
    await mkdir(path.join(root, 'home/z'), { recursive: true });
    for (let file = 1; file <= 250; file++) await writeFile(path.join(root, `home/f${file}`), 'x'.repeat(file));
    const first = await list.of(root, '/home', 0);
    expect(first?.total).toBe(251);
    expect(first?.shown.map(({ name }) => name).slice(0, 12)).toEqual([
      'z',
      ...Array.from({ length: 11 }, (_, file) => `f${file + 1}`),
    ]);
    expect(first?.shown[3]).toMatchObject({ kind: 'file', size: 3 });
    expect(first?.shown).toHaveLength(most.files);
    expect((await list.of(root, '/home/', 1))?.shown.map(({ name }) => name).at(-1)).toBe('f250');
    expect((await list.of(root, 'home', 9))?.shown).toEqual([]);
    await writeFile(path.join(root, 'home/new'), '');
    expect((await list.of(root, '/home', 0))?.total).toBe(252);
  });

  it('are those below the root: nothing leads out of it', async () => {
    const { root, list } = await folders();
    const inside = path.join(root, 'inside');
    await mkdir(inside);
    await writeFile(path.join(root, 'secret'), 'secret');
    await symlink(root, path.join(inside, 'link'));
    await symlink(path.join(root, 'secret'), path.join(inside, 'file'));
    expect((await list.of(inside, '/', 0))?.shown).toEqual([]);
    for (const out of ['..', '/..', '/../inside', '/link', '/a/../..', '/link/inside', '/\0'])
      expect(await list.of(inside, out, 0)).toBeUndefined();
    for (const out of ['../secret', '/../secret', '/link/secret', '/file', '/', '', '/none', '/\0'])
      expect(await readPreview(inside, out)).toBeUndefined();
    expect(await readPreview(root, 'secret')).toEqual({ size: 6, text: 'secret', isCut: false });
  });

  it('have files whose beginning is read, cut between letters, and only where it is text', async () => {
    const root = await newFolder();
    await writeFile(path.join(root, 'long'), `a${'\u{1f600}'.repeat(20_000)}`);
    await writeFile(path.join(root, 'binary'), Buffer.from([1, 0, 2]));
    await writeFile(path.join(root, 'latin'), Buffer.from([0x61, 0xe4, 0x62]));
    await writeFile(path.join(root, 'empty'), '');
    const long = await readPreview(root, 'long');
    expect(long).toMatchObject({ size: 80_001, isCut: true });
    expect(long?.text).toBe(`a${'\u{1f600}'.repeat(16_383)}`);
    expect(await readPreview(root, 'binary')).toEqual({ size: 3, text: undefined, isCut: false });
    expect(await readPreview(root, 'latin')).toMatchObject({ text: undefined });
    expect(await readPreview(root, 'empty')).toEqual({ size: 0, text: '', isCut: false });
  });
});

describe('the switches of the console', () => {
  const all = Object.values(switches).flat();

  it('each make a trouble that there is, and that goes on until it is ended', () => {
    const faults = new Faults();
    for (const { asked } of all) faults.add(asked as never);
    expect(faults.active.map(({ asked }) => asked)).toEqual(all.map(({ asked }) => asked));
    for (let call = 0; call < 3; call++) faults.consume({ operation: 'GetContextInfo' });
    expect(faults.active).toHaveLength(all.length);
    expect(othersOf(faults.active)).toEqual([]);
  });

  it('end what they began, with all that belongs to it, and nothing else', () => {
    const faults = new Faults();
    faults.add('flaky-network');
    faults.add({ httpStatus: 503 });
    faults.add({ delay: 1, times: 2 });
    const [flaky, , late] = faults.active;
    faults.end(flaky?.id ?? -1);
    expect(faults.active.map(({ asked }) => asked)).toEqual([{ httpStatus: 503 }, { delay: 1, times: 2 }]);
    faults.end(late?.id ?? -1);
    faults.end(99);
    expect(faults.consume({ operation: 'GetContext' })).toEqual({ httpStatus: 503 });
    expect(faults.active).toEqual([]);
    expect(othersOf([{ id: 1, asked: { httpStatus: 503 } }])).toHaveLength(1);
  });

  it('know theirs in whatever order it was written', () => {
    expect(keyOf({ probability: 1, httpStatus: 503 })).toBe(keyOf({ httpStatus: 503, probability: 1 }));
    expect(new Set(all.map(({ asked }) => keyOf(asked))).size).toBe(all.length);
  });
});
