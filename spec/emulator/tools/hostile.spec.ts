import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readlink, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mountPath, writeFiles } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';
import { toolWorld, type CallTool } from '../../support/sessionTools.js';

const secret = 'nobody is to read this';
const at = (file: string): string => `${mountPath}/${file}`;

/** A folder that nothing is to be read from, nor written to. */
const outside = async () => {
  const folder = await newFolder();
  await writeFiles(folder, { f: secret, 'd/f': secret });
  return {
    folder,
    expectUntouched: async () => {
      expect(await readFiles(folder)).toEqual({ f: secret, 'd/f': secret });
    },
  };
};

/** Every tool, on a path. */
const everyTool = (call: CallTool, file: string) =>
  Promise.all([
    call('read_file', { path: file }),
    call('read_file', { path: file, format: 'binary' }),
    call('write_file', { path: file, content: 'overwritten' }),
    call('write_file', { path: file, content: 'added', mode: 'append' }),
    call('list_directory', { path: file }),
    call('create_directory', { path: `${file}/new` }),
    call('move_file', { source: `${file}/f`, destination: at('stolen') }),
  ]);

describe.each(services)('the tools of $name', (service) => {
  it('follow no link', async () => {
    const { call, folder } = await toolWorld({}, service);
    const { folder: elsewhere, expectUntouched } = await outside();
    await symlink(elsewhere, path.join(folder, 'out'));
    await symlink(path.join(elsewhere, 'f'), path.join(folder, 'file'));
    await symlink('nowhere', path.join(folder, 'broken'));
    for (const link of ['out', 'file', 'broken', 'out/f', 'out/d', 'out/d/f']) {
      const answers = await everyTool(call, at(link));
      expect(answers.map(({ isError }) => isError)).toEqual(answers.map(() => true));
      expect(answers.map(({ text }) => text).join()).not.toContain(elsewhere);
    }
    for (const mode of ['overwrite', 'append', 'create_new']) {
      const { text } = await call('write_file', { path: at('file'), content: '', mode });
      expect(text).toMatch(mode === 'create_new' ? 'Something is there already.' : 'There is a link on the way: file');
    }
    expect(await call('delete_file', { path: at('out/f') })).toMatchObject({ isError: true });
    expect((await call('get_file_info', { path: at('file') })).text).not.toContain(`size: ${secret.length}`);
    expect((await call('list_directory', { path: mountPath })).text).toBe('[FILE] broken\n[FILE] file\n[FILE] out');
    // The links themselves are the session's own.
    expect((await call('move_file', { source: at('out'), destination: at('d/out') })).isError).toBe(false);
    expect(await readlink(path.join(folder, 'd/out'))).toBe(elsewhere);
    expect((await call('delete_file', { path: at('d/out') })).isError).toBe(false);
    await expectUntouched();
  });

  it('follow no link that takes the place of a folder meanwhile', async () => {
    const { call, folder } = await toolWorld({}, service);
    const { folder: elsewhere, expectUntouched } = await outside();
    const [place, aside] = [path.join(folder, 'd'), path.join(folder, 'aside')];
    await writeFiles(place, { f: 'own' });
    const texts: string[] = [];
    const over = new AbortController();
    const swapping = (async () => {
      while (!over.signal.aborted) {
        await rename(place, aside);
        // A tool may have made the folder anew.
        await symlink(elsewhere, place).catch(() => undefined);
        await sleep(Math.random() * 2);
        while (existsSync(aside)) {
          await rm(place, { recursive: true, force: true });
          await rename(aside, place).catch(() => undefined);
        }
      }
    })();
    for (let round = 0; round < 40; round++) {
      const answers = await Promise.all([
        call('read_file', { path: at('d/f') }),
        call('write_file', { path: at('d/g'), content: 'written' }),
        call('write_file', { path: at('d/h'), content: '+', mode: 'append' }),
        call('list_directory', { path: at('d') }),
        call('move_file', { source: at('d/g'), destination: at('d/i') }),
        call('delete_file', { path: at('d/h') }),
      ]);
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      texts.push(...answers.map(({ text }) => text));
    }
    over.abort();
    await swapping;
    expect(texts).toContain('own');
    expect(texts.join()).not.toContain(secret);
    await expectUntouched();
  });

  it.each([
    ['a part ..', '..'],
    ['one at the beginning', '/../x'],
    ['two', '/a/../../x'],
    ['one of Windows', '..\\x'],
    ['one out of a mount', `${mountPath}/../../../x`],
    ['NUL', '/a\0b'],
    ['half a letter', '\ud800'],
    ['too many letters', 'x'.repeat(2000)],
  ])('lead nowhere by %s', async (_, file) => {
    const { call, emulator } = await toolWorld({}, service);
    const before = await readFiles(emulator.dataDir);
    const answers = [
      ...(await everyTool(call, file)),
      await call('get_file_info', { path: file }),
      await call('delete_file', { path: file }),
      await call('move_file', { source: mountPath, destination: file }),
    ];
    expect(answers.filter(({ isError }) => isError !== true)).toEqual([]);
    expect(answers.map(({ text }) => text).join()).not.toContain(emulator.dataDir);
    const after = await readFiles(emulator.dataDir);
    expect(Object.keys(after).filter((name) => !name.startsWith('state'))).toEqual(
      Object.keys(before).filter((name) => !name.startsWith('state')),
    );
  });

  it('see nothing of this machine by an absolute path', async () => {
    const { call } = await toolWorld({}, service);
    expect(await call('read_file', { path: '/etc/passwd' })).toMatchObject({
      isError: true,
      text: 'There is no such file or folder.',
    });
    expect((await call('list_directory', { path: '/' })).text).toBe('[DIR] home');
  });
});

describe('a tool', () => {
  it('reads of a large file no more than can be answered, and parts of it', async () => {
    const { agb, folder } = await toolWorld();
    const large = path.join(folder, 'large');
    await writeFile(large, 'begin');
    await truncate(large, 3 * 2 ** 30);
    const whole = await agb('read_file', { path: at('large') });
    expect(whole).toMatchObject({ status: 200, isError: true });
    expect(whole.text).toMatch(/^These are 3221225472 bytes\. At most 8388608 .*`offset` and `length`\.$/);
    expect(await agb('read_file', { path: at('large'), length: Number.MAX_SAFE_INTEGER })).toMatchObject({
      isError: true,
    });
    expect((await agb('read_file', { path: at('large'), length: 5 })).text).toBe('begin');
    const most = await agb('read_file', { path: at('large'), offset: 1, length: 8 << 20 });
    expect(most.text.slice(0, 5)).toBe('egin\0');
    expect(most.text).toHaveLength(8 << 20);
  });

  it('waits for no pipe', async () => {
    const { agb, folder } = await toolWorld();
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    const answers = await everyTool(agb, at('pipe'));
    expect(answers.map(({ isError }) => isError)).toEqual(answers.map(() => true));
    expect((await agb('list_directory', { path: mountPath })).text).toBe('[FILE] pipe');
    expect((await agb('delete_file', { path: at('pipe') })).isError).toBe(false);
  });

  it('lists one line for each name, whatever is in it', async () => {
    const { agb, folder } = await toolWorld();
    await mkdir(path.join(folder, 'a\n[FILE] b'));
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), '');
    expect((await agb('list_directory', { path: mountPath })).text.split('\n')).toEqual([
      '[DIR] a\ufffd[FILE] b',
      '[FILE] \ufffd',
    ]);
    const info = (await agb('get_file_info', { path: at('a\n[FILE] b') })).text.split('\n');
    expect(info.slice(0, 2)).toEqual(['name: a\ufffd[FILE] b', `path: ${mountPath}/a\ufffd[FILE] b`]);
  });

  it('writes one after the other', async () => {
    const { agb, bay, folder } = await toolWorld();
    const lines = Array.from({ length: 60 }, (_, index) => `${index} ${'x'.repeat(1000)}\n`);
    const calls = lines.map((content, index) =>
      (index % 2 ? agb : bay)('write_file', { path: at('log'), content, mode: 'append' }),
    );
    expect((await Promise.all(calls)).filter(({ isError }) => isError !== false)).toEqual([]);
    const written = (await readFiles(folder))['log'] ?? '';
    expect(written.split('\n').sort()).toEqual([...lines.map((line) => line.trim()), ''].sort());
    const made = await Promise.all(
      lines.map((content) => agb('write_file', { path: at('once'), content, mode: 'create_new' })),
    );
    expect(made.filter(({ isError }) => isError === false)).toHaveLength(1);
  });

  it('has no name that all objects have', async () => {
    const { agb } = await toolWorld();
    for (const name of ['__proto__', 'constructor', 'toString', '\u001b[31m']) {
      expect(await agb(name, {})).toMatchObject({ status: 200, isError: true });
    }
    expect(await agb('read_file', '{"__proto__":{"path":"/home"},"constructor":1}')).toMatchObject({
      text: '`path` is missing',
    });
  });
});
