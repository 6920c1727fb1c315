import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../../../src/index.js';
import { createSession, mountPath, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { smallDisk } from '../../support/smallDisk.js';
import { services } from '../../support/services.js';
import { toolWorld } from '../../support/sessionTools.js';

const at = (file: string): string => `${mountPath}/${file}`;

describe.each(services)('the tools of a session, as clients of $name call them', (service) => {
  it('write a file that a sync brings to another session', async () => {
    const { call, client, context, session, emulator } = await toolWorld({}, service);
    expect(await call('write_file', { path: at('a/b.txt'), content: 'größer\n', mode: 'overwrite' })).toMatchObject({
      status: 200,
      success: true,
      isError: false,
    });
    unwrap(await session.context.sync({ contextId: context.id, path: mountPath, mode: 'upload', retryInterval: 20 }));
    const other = unwrap(await createSession(client, context, true)).session;
    const read = await call('read_file', { path: at('a/b.txt') }, { sessionId: other.sessionId });
    expect(read).toMatchObject({ success: true, isError: false, text: 'größer\n' });
    expect(await readFiles(emulator.sessionFolder(other.sessionId, mountPath))).toEqual({ 'a/b.txt': 'größer\n' });
  });

  it('read parts of a file, and bytes as base64', async () => {
    const { call, folder } = await toolWorld({}, service);
    await writeFiles(folder, { f: '0123456789', empty: '' });
    const read = async (args: object) => (await call('read_file', { path: at('f'), ...args })).text;
    expect(await read({ offset: 0, length: 0 })).toBe('0123456789');
    expect(await read({ offset: 3, length: 4 })).toBe('3456');
    expect(await read({ offset: 8 })).toBe('89');
    expect(await read({ offset: 8, length: 2 ** 40 })).toBe('89');
    expect(await read({ offset: 11, length: 1 })).toBe('');
    expect(await read({ format: 'binary', offset: 1, length: 2 })).toBe(Buffer.from('12').toString('base64'));
    expect(await call('read_file', { path: at('empty') })).toMatchObject({ isError: false, text: '' });
  });

  it('write bytes, add to a file, and make only a new one', async () => {
    const { call, folder } = await toolWorld({}, service);
    const bytes = Buffer.from([0, 255, 254, 13, 10, 0]);
    const write = (args: object) => call('write_file', { path: at('d/f'), ...args });
    expect((await write({ content: bytes.toString('base64'), encoding: 'base64' })).isError).toBe(false);
    expect(await readFile(path.join(folder, 'd/f'))).toEqual(bytes);
    expect((await write({ content: 'more', mode: 'append' })).isError).toBe(false);
    expect(await readFile(path.join(folder, 'd/f'))).toEqual(Buffer.concat([bytes, Buffer.from('more')]));
    expect(await write({ content: 'x', mode: 'create_new' })).toMatchObject({
      isError: true,
      text: 'Something is there already.',
    });
    expect((await call('write_file', { path: at('new'), content: 'x', mode: 'append' })).isError).toBe(false);
    expect((await call('write_file', { path: at('e'), content: '', mode: 'create_new' })).isError).toBe(false);
    expect(await readFile(path.join(folder, 'new'), 'utf8')).toBe('x');
    expect(await readFile(path.join(folder, 'e'), 'utf8')).toBe('');
    expect(await write({ content: 'no base64!', encoding: 'base64' })).toMatchObject({
      isError: true,
      text: '`content` must be base64',
    });
    expect(await write({ content: 'a', mode: 'truncate' })).toMatchObject({ isError: true });
  });

  it('keep the mode of a file, and give it the time that it is', async () => {
    let now = Date.UTC(2026, 0, 2, 3, 4, 5);
    const { call, folder } = await toolWorld({ clock: () => now }, service);
    await writeFiles(folder, { f: 'before' });
    await chmod(path.join(folder, 'f'), 0o750);
    for (const mode of ['overwrite', 'append']) {
      now += 3_600_000;
      await call('write_file', { path: at('f'), content: mode, mode });
      const { mode: bits, mtimeMs } = await stat(path.join(folder, 'f'));
      expect([bits & 0o777, mtimeMs]).toEqual([0o750, now]);
    }
    expect(await readFiles(folder)).toEqual({ f: 'overwriteappend' });
  });

  it('keep blanks of a file, and of its name, as they are', async () => {
    const { call, folder } = await toolWorld({}, service);
    await call('write_file', { path: `${mountPath}/ a `, content: ' \n ' });
    expect(await readFiles(folder)).toEqual({ ' a ': ' \n ' });
    expect((await call('read_file', { path: `${mountPath}/ a ` })).text).toBe(' \n ');
  });

  it('make, list, describe, move and delete', async () => {
    const { call, folder } = await toolWorld({ clock: () => Date.UTC(2026, 0, 2, 3, 4, 5) }, service);
    expect((await call('create_directory', { path: at('x/y') })).isError).toBe(false);
    expect((await call('create_directory', { path: at('x/y') })).isError).toBe(false);
    await call('write_file', { path: at('x/b'), content: 'four' });
    await call('write_file', { path: at('x/a'), content: '' });
    expect((await call('list_directory', { path: at('x') })).text).toBe('[DIR] y\n[FILE] a\n[FILE] b');
    expect((await call('list_directory', { path: at('x/y') })).text).toBe('');
    expect((await call('list_directory', { path: '/' })).text).toBe('[DIR] home');
    expect((await call('get_file_info', { path: at('x/b') })).text).toMatch(
      new RegExp(
        [
          '^name: b',
          `path: ${mountPath}/x/b`,
          'size: 4',
          'isDirectory: false',
          'modTime: 2026-01-02T03:04:05Z',
          'mode: rw-[r-][w-]-[r-]--$',
        ].join('\n'),
      ),
    );
    expect((await call('get_file_info', { path: at('x') })).text).toContain('\nisDirectory: true\n');
    expect((await call('get_file_info', { path: '/' })).text).toMatch(/^name: \/\npath: \/\n/);
    expect((await call('move_file', { source: at('x'), destination: at('z/x') })).isError).toBe(false);
    expect((await call('move_file', { source: at('z/x/a'), destination: at('z/x/b') })).isError).toBe(false);
    expect(await readFiles(folder)).toEqual({ 'z/x/b': '' });
    expect((await call('delete_file', { path: at('z/x/b') })).isError).toBe(false);
    expect(await readFiles(folder)).toEqual({});
    await expect(stat(path.join(folder, 'z/x/y'))).resolves.toBeDefined();
  });

  it('say what cannot be done', async () => {
    const { call, folder } = await toolWorld({}, service);
    await writeFiles(folder, { f: 'a file' });
    await mkdir(path.join(folder, 'd/e'), { recursive: true });
    const why = async (name: string, args: object) => {
      const { status, success, isError, text } = await call(name, args);
      expect([status, success, isError]).toEqual([200, true, true]);
      return text;
    };
    const absent = 'There is no such file or folder.';
    expect(await why('read_file', { path: at('none') })).toBe(absent);
    expect(await why('read_file', { path: at('none/f') })).toBe(absent);
    expect(await why('list_directory', { path: at('none') })).toBe(absent);
    expect(await why('get_file_info', { path: at('none') })).toBe(absent);
    expect(await why('delete_file', { path: at('none') })).toBe(absent);
    expect(await why('move_file', { source: at('none'), destination: at('m') })).toBe(absent);
    expect(await why('read_file', { path: at('d') })).toBe('What is there is no file.');
    expect(await why('delete_file', { path: at('d') })).toBe('What is there is no file.');
    expect(await why('write_file', { path: at('d'), content: '' })).toBe('What is there is no file.');
    expect(await why('list_directory', { path: at('f') })).toBe('A file is where a folder should be.');
    expect(await why('create_directory', { path: at('f') })).toMatch(/A file is where|Something is there/);
    expect(await why('write_file', { path: at('f/g'), content: '' })).toBe('A file is where a folder should be.');
    expect(await why('move_file', { source: at('d'), destination: at('d/e/d') })).toBe(
      'A folder cannot be moved into itself.',
    );
    expect(await why('move_file', { source: at('f'), destination: at('d') })).toMatch(/no file|already/);
    expect(await why('delete_file', { path: '/' })).toBe('The path is not usable: "/"');
    expect(await why('read_file', {})).toBe('`path` is missing');
    expect(await why('read_file', { path: at('f'), offset: -1 })).toMatch(/^`offset` must be a whole number/);
    expect(await why('read_file', { path: at('f'), length: '5' })).toMatch(/^`length` must be a whole number/);
    expect(await why('write_file', { path: at('f'), content: 7 })).toBe('`content` must be text');
    expect(await why('write_file', { path: at('f'), content: '\ud800' })).toBe(
      '`content` must be text that can be encoded',
    );
    expect(await why('click_mouse', { x: 1 })).toMatch(/^There is no tool "click_mouse": create_directory, /);
    expect(await readFiles(folder)).toEqual({ f: 'a file' });
  });

  it('are refused by the service where it does not come as far as a tool', async () => {
    const { call, client, session } = await toolWorld({ apiKeys: ['any-key'] }, service);
    const args = { path: '/' };
    const code = { success: false, status: 400 };
    expect(await call('list_directory', '{"path":')).toMatchObject({ ...code, code: 'InvalidParameter' });
    expect(await call('list_directory', '["/"]')).toMatchObject({ ...code, code: 'InvalidParameter' });
    expect(await call('list_directory', 'null')).toMatchObject({ ...code, code: 'InvalidParameter' });
    expect(await call('', args)).toMatchObject({ ...code, message: 'name is missing.' });
    expect(await call('list_directory', args, { sessionId: '' })).toMatchObject({ message: 'sessionId is missing.' });
    expect(await call('list_directory', args, { sessionId: 's-none' })).toMatchObject({
      ...code,
      code: 'InvalidMcpSession.NotFound',
    });
    expect(await call('list_directory', args, { key: 'other' })).toMatchObject({ ...code, code: 'NOT_LOGIN' });
    unwrap(await client.delete(session, { retryInterval: 20 }));
    expect(await call('list_directory', args)).toMatchObject({ ...code, code: 'InvalidMcpSession.NotFound' });
  });

  it('are in the journal by one name, and have the troubles of it', async () => {
    const { call, emulator } = await toolWorld({}, service);
    emulator.trouble({ operation: 'CallMcpTool', code: 'Throttling.User', httpStatus: 429 });
    expect(await call('list_directory', { path: '/' })).toMatchObject({ status: 429, code: 'Throttling.User' });
    await call('list_directory', { path: '/' });
    expect(emulator.journal.requests.slice(-2)).toMatchObject([
      { operation: 'CallMcpTool', fields: { name: 'list_directory', args: '{"path":"/"}' }, code: 'Throttling.User' },
      { operation: 'CallMcpTool', code: 'ok' },
    ]);
  });

  it('take the paths of a Windows session', async () => {
    const { call, emulator, session } = await toolWorld({}, service);
    await call('write_file', { path: 'c:\\Users\\x\\f.txt', content: 'w' });
    expect(await readFiles(emulator.sessionFolder(session.sessionId, 'c:\\Users'))).toEqual({ 'x/f.txt': 'w' });
    expect((await call('list_directory', { path: 'C:\\Users\\x'.toLowerCase() })).isError).toBe(true);
    expect((await call('list_directory', { path: 'c:\\Users\\x' })).text).toBe('[FILE] f.txt');
  });

  it('keep a session in use', async () => {
    let now = Date.now();
    const { call, client, emulator } = await toolWorld({ clock: () => now }, service);
    const { session } = unwrap(await client.create({ imageId: 'i', idleTimeout: 60 }));
    const { sessionId } = session;
    now += 50_000;
    expect((await call('list_directory', { path: '/' }, { sessionId })).success).toBe(true);
    now += 50_000;
    expect(await session.info()).toMatchObject({ status: 'RUNNING' });
    now += 12_000;
    await expect.poll(async () => (await session.info()).error?._tag).toBe('NotFound');
    expect(emulator.journal.requests.at(-1)).toMatchObject({ code: 'InvalidMcpSession.NotFound' });
  });
});

it('a file is as it was where there is no room for more', async ({ skip }) => {
  const dataDir = (await smallDisk()) ?? skip('nobody can mount here');
  const { agb, folder } = await toolWorld({ dataDir });
  const [half, more] = ['x'.repeat(300_000), 'y'.repeat(900_000)];
  expect(await agb('write_file', { path: at('f'), content: half })).toMatchObject({ isError: false });
  for (const mode of ['append', 'overwrite']) {
    const answer = await agb('write_file', { path: at('f'), content: more, mode });
    expect(answer).toMatchObject({ status: 200, isError: true, text: 'The system says ENOSPC.' });
    expect(await readFiles(folder)).toEqual({ f: half });
  }
  expect(await agb('write_file', { path: at('f'), content: 'z', mode: 'append' })).toMatchObject({ isError: false });
  expect(await readFiles(folder)).toEqual({ f: `${half}z` });
});

it('two sessions have each their own files', async () => {
  const { agb, client, context } = await toolWorld();
  const other = unwrap(await createSession(client, context, true)).session.sessionId;
  await agb('write_file', { path: at('f'), content: 'mine' });
  expect(await agb('read_file', { path: at('f') }, { sessionId: other })).toMatchObject({ isError: true });
  expect((await agb('read_file', { path: at('f') })).text).toBe('mine');
});

it('AGB takes the arguments as an object, too', async () => {
  const { emulator, session } = await toolWorld();
  const response = await fetch(`${emulator.url}/mcp`, {
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body: JSON.stringify({ sessionId: session.sessionId, name: 'list_directory', args: { path: '/' }, server: 'x' }),
  });
  expect(await response.json()).toMatchObject({
    success: true,
    data: { content: [{ type: 'text', text: '[DIR] home' }], isError: false },
  });
});
