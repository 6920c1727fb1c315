import { once } from 'node:events';
import { statSync } from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { OpenFolder } from '../../../src/emulator/files/OpenFolder.js';
import { contextSync, unwrap } from '../../../src/index.js';
import { arrival } from '../../support/arrival.js';
import { emulated, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';

/** For how long nothing changed in a folder, in ms. */
const changedAgo = (folder: string): number => Date.now() - statSync(folder).mtimeMs;

describe.each(services)('context files of $name', (service) => {
  it('are sent and fetched, listed and deleted', async () => {
    const { emulator, client, context } = await emulated({}, service);
    const { context: files } = client;
    const content = 'ä b'.repeat(50_000);
    expect(await files.uploadFile(context.id, '/deep er/ä &?#.txt', new Blob([content]))).toMatchObject({
      success: true,
    });
    expect(await readFiles(emulator.contextFolder(context.id))).toEqual({ 'deep er/ä &?#.txt': content });
    const { blob } = unwrap(await files.downloadFile(context.id, 'deep er/ä &?#.txt'));
    expect(await blob.text()).toBe(content);
    await writeFiles(emulator.contextFolder(context.id), { 'a.txt': 'abc' });
    const listed = unwrap(await files.listFiles(context.id, '/'));
    // AgentBay's example says it so.
    const typed = (fileType: string) => (service.name === 'AgentBay' ? fileType.toUpperCase() : fileType);
    expect(listed).toMatchObject({ totalCount: 2 });
    expect([...listed.files].sort((a, b) => a.fileName.localeCompare(b.fileName))).toMatchObject([
      { fileName: 'a.txt', filePath: '/a.txt', fileType: typed('file'), size: 3 },
      { fileName: 'deep er', filePath: '/deep er', fileType: typed('folder'), size: 0 },
    ]);
    expect(unwrap(await files.listFiles(context.id, '/deep er', { pageSize: 1 })).files).toMatchObject([
      { filePath: '/deep er/ä &?#.txt' },
    ]);
    unwrap(await files.uploadFile(context.id, '/spaced ', new Blob(['s'])));
    expect(unwrap(await files.listFiles(context.id, '/')).files.map(({ filePath }) => filePath)).toContain('/spaced ');
    expect(await unwrap(await files.downloadFile(context.id, '/spaced ')).blob.text()).toBe('s');
    unwrap(await files.deleteFile(context.id, '/a.txt'));
    expect(await files.deleteFile(context.id, '/a.txt')).toMatchObject({
      error: { _tag: 'NotFound', code: 'File.NotFound' },
    });
    expect(await files.downloadFile(context.id, '/a.txt')).toMatchObject({
      error: { _tag: 'NotFound', code: 'NoSuchKey' },
    });
  });

  it('stay in their context', async () => {
    const { client, context } = await emulated({}, service);
    for (const filePath of ['../x', '/a/../../x', '..', '/', 'a\0b', 'a\\..\\..\\x']) {
      expect(await client.context.fileUploadUrl(context.id, filePath)).toMatchObject({
        error: { code: 'InvalidPath' },
      });
      expect(await client.context.deleteFile(context.id, filePath)).toMatchObject({ error: { code: 'InvalidPath' } });
    }
    expect(await client.context.listFiles(context.id, '/../..')).toMatchObject({ error: { code: 'InvalidPath' } });
    expect(await client.context.deleteFile('none', '/a')).toMatchObject({ error: { _tag: 'NotFound' } });
    expect(await client.context.fileUploadUrl('none', '/a')).toMatchObject({ error: { _tag: 'NotFound' } });
  });
});

describe('a list of many files', () => {
  it('is looked at by pages: each file once, and the folder once while it does not change', async () => {
    const { emulator, client, context } = await emulated();
    const names = Array.from({ length: 60 }, (_, index) => `${index}`);
    await writeFiles(emulator.contextFolder(context.id), Object.fromEntries(names.map((name) => [name, name])));
    // Until then a change may leave no trace in its time.
    await expect.poll(() => changedAgo(emulator.contextFolder(context.id))).toBeGreaterThan(200);
    const [list, stat] = [vi.spyOn(OpenFolder.prototype, 'list'), vi.spyOn(OpenFolder.prototype, 'stat')];
    onTestFinished(() => void vi.restoreAllMocks());
    const all = unwrap(await client.context.listFiles(context.id, '/', { pageSize: 7 }));
    expect(all.totalCount).toBe(60);
    expect(all.files.map(({ fileName }) => fileName).sort()).toEqual([...names].sort());
    expect([stat.mock.calls.length, list.mock.calls.length]).toEqual([60, 1]);
    unwrap(await client.context.deleteFile(context.id, '/7'));
    await writeFiles(emulator.contextFolder(context.id), { new: 'new' });
    const { files } = unwrap(await client.context.listFiles(context.id, '/', { pageSize: 100 }));
    expect(files.map(({ fileName }) => fileName).sort()).toEqual(
      [...names.filter((name) => name !== '7'), 'new'].sort(),
    );
  });
});

describe('the path of a file', () => {
  const invalid = { error: { _tag: 'Refused', code: 'InvalidPath' } };

  it.each([
    ['a name that is too long', `/${'x'.repeat(256)}`],
    ['a name of too many bytes', `/${'ä'.repeat(128)}`],
    ['a path that is too long', '/x'.repeat(512)],
  ])('is refused where it is %s', async (_, filePath) => {
    const { client, context } = await emulated();
    const { context: files } = client;
    const refused = { error: { code: 'InvalidPath', message: expect.stringContaining('too long') as unknown } };
    expect(await files.uploadFile(context.id, filePath, new Blob(['a']))).toMatchObject(refused);
    expect(await files.downloadFile(context.id, filePath)).toMatchObject(refused);
    expect(await files.deleteFile(context.id, filePath)).toMatchObject(refused);
    expect(await files.listFiles(context.id, filePath)).toMatchObject(refused);
    const contextSyncs = [contextSync(context.id, filePath)];
    expect(await client.create({ imageId: 'i', contextSyncs })).toMatchObject(refused);
    unwrap(await files.uploadFile(context.id, `/${'x'.repeat(255)}`, new Blob(['a'])));
  });

  it('is that of a file or a folder, not both', async () => {
    const { emulator, client, context } = await emulated();
    const { context: files } = client;
    await writeFiles(emulator.contextFolder(context.id), { a: 'a', 'b/c': 'c' });
    for (const filePath of ['/a/x', '/b']) {
      const refused = await files.uploadFile(context.id, filePath, new Blob(['x']));
      expect(refused).toMatchObject(invalid);
      expect(refused.errorMessage).not.toContain(emulator.dataDir);
    }
    expect(await files.deleteFile(context.id, '/a/x')).toMatchObject({ error: { code: 'File.NotFound' } });
    expect(await files.downloadFile(context.id, '/a/x')).toMatchObject({ error: { code: 'NoSuchKey' } });
    expect(await readFiles(emulator.contextFolder(context.id))).toEqual({ a: 'a', 'b/c': 'c' });
  });

  it.skipIf(path.sep === '\\')('has the letters that the system allows', async () => {
    const { emulator, client, context } = await emulated();
    await writeFiles(emulator.contextFolder(context.id), { 'a\\b': 'one name' });
    const { files } = unwrap(await client.context.listFiles(context.id, '/'));
    expect(files).toMatchObject([{ fileName: 'a\\b', filePath: '/a\\b' }]);
    expect(await unwrap(await client.context.downloadFile(context.id, '/a\\b')).blob.text()).toBe('one name');
    unwrap(await client.context.deleteFile(context.id, '/a\\b'));
    expect(await readFiles(emulator.contextFolder(context.id))).toEqual({});
  });
});

describe('a presigned URL', () => {
  it('is for one method, one file, and one hour', async () => {
    let now = Date.now();
    const { client, context } = await emulated({ clock: () => now });
    const { url, expireTime } = unwrap(await client.context.fileUploadUrl(context.id, '/a.txt'));
    expect(expireTime).toBe(Math.floor(now / 1000) + 3600);
    const put = (to: string) => fetch(to, { method: 'PUT', body: 'a' });
    expect((await put(url)).status).toBe(200);
    expect((await fetch(url)).status).toBe(403);
    expect((await put(url.replace('a.txt', 'b.txt'))).status).toBe(403);
    expect((await put(url.replace(/Expires=\d+/, 'Expires=9999999999'))).status).toBe(403);
    expect((await put(url.replace(/&Signature=.*/, ''))).status).toBe(403);
    now += 3_601_000;
    const late = await put(url);
    expect([late.status, await late.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied</Code><Message>Request has expired.'),
    ]);
  });

  it('names no other machine, whatever a request said, where it listens for this one only', async () => {
    const { emulator, context } = await emulated();
    const response = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(emulator.url).port), '127.0.0.1');
      socket.on('data', (data) => resolve(String(data)));
      socket.write(
        `POST /sdk/GetContextFileUploadUrl?contextId=${context.id}&filePath=a HTTP/1.1\r\nHost: evil.example\r\nauthorization: Bearer k\r\nContent-Length: 0\r\n\r\n`,
      );
    });
    expect(response).toContain(`"url":"${emulator.url}/files/`);
  });

  it('gives as much as it says, though the file grows', async () => {
    const { emulator, client, context } = await emulated();
    const file = path.join(emulator.contextFolder(context.id), 'a');
    await writeFile(file, 'x'.repeat(30_000_000));
    await writeFiles(emulator.contextFolder(context.id), { empty: '' });
    const { url } = unwrap(await client.context.fileDownloadUrl(context.id, '/a'));
    const { port, pathname, search } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await once(socket, 'readable');
    await appendFile(file, 'y'.repeat(1000));
    const [head = '', body] = Buffer.concat((await socket.toArray()) as Buffer[])
      .toString()
      .split('\r\n\r\n');
    expect(head).toContain('Content-Length: 30000000');
    expect(body?.length).toBe(30_000_000);
    expect(await unwrap(await client.context.downloadFile(context.id, '/empty')).blob.text()).toBe('');
  });

  it('answers a file that it cannot keep', async () => {
    const { emulator, client, context } = await emulated();
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a.txt'));
    await rm(path.join(emulator.dataDir, 'scratch'), { recursive: true });
    const answer = await fetch(url, { method: 'PUT', body: 'x'.repeat(8_000_000) });
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('<Message>ENOENT</Message>')]);
    expect(emulator.journal.requests.at(-1)).toMatchObject({ operation: 'PutFile', httpStatus: 500 });
  });

  it('takes nothing more once the emulator is reset', async () => {
    const { emulator, client, context } = await emulated();
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a.txt'));
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const arrived = arrival(/^PUT/);
    const put = fetch(url, { method: 'PUT', body: readable, duplex: 'half' } as RequestInit);
    await writer.write(Buffer.from('half a file'));
    await arrived;
    await client.context.list();
    await emulator.reset();
    const answer = await put;
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('ServiceUnavailable')]);
    await writer.abort().catch(() => undefined);
    expect(await readFiles(path.join(emulator.dataDir, 'scratch'))).toEqual({});
  });

  it('leaves no half file where an upload breaks off', async () => {
    const { emulator, client, context } = await emulated();
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a.txt'));
    const { port, pathname, search } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    const arrived = arrival(/^PUT/);
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf a file`);
    await arrived;
    await client.context.list();
    socket.destroy();
    await expect
      .poll(() => emulator.journal.requests.at(-1))
      .toMatchObject({ operation: 'PutFile', httpStatus: 0, code: 'broken off' });
    expect(await readFiles(emulator.contextFolder(context.id))).toEqual({});
  });
});
