import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:https';
import { hostname } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type Certificate } from '../../../src/emulator/index.js';
import { AGB, unwrap } from '../../../src/index.js';
import { newFolder } from '../../support/newFolder.js';

describe('an emulator with tls', () => {
  it('speaks plain http beside it, to the same contexts, on another port', async () => {
    const emulator = await startEmulator({ tls: true });
    onTestFinished(() => emulator.close());
    const [plain, secure] = [new URL(emulator.url), new URL(emulator.httpsUrl ?? '')];
    expect(plain.protocol).toBe('http:');
    expect(plain.port).not.toBe(secure.port);
    const { context } = unwrap(await new AGB({ apiKey: 'k', endpoint: emulator.url }).context.create('c'));
    const ca = readFileSync(emulator.caFile ?? '', 'utf8');
    const answer = await new Promise<string>((resolve, reject) => {
      const query = new URLSearchParams({ contextId: context.id, filePath: '/a' });
      const headers = { authorization: 'Bearer k' };
      const options = { method: 'POST', headers, ca, agent: false };
      request(`${secure.origin}/sdk/GetContextFileUploadUrl?${String(query)}`, options, (response) => {
        void text(response).then(resolve);
      })
        .on('error', reject)
        .end();
    });
    // Who came by https is sent there.
    expect(answer).toContain(`"url":"${secure.origin}/files/${context.id}/a?`);
  });

  it('listens at the ports that it is given, and at none where one is taken', async () => {
    const first = await startEmulator({ tls: true });
    const ports = [first.url, first.httpsUrl].map((url) => Number(new URL(url ?? '').port));
    const [port = 0, tlsPort = 0] = ports;
    const free = await startEmulator();
    const other = Number(new URL(free.url).port);
    await free.close();
    await expect(startEmulator({ port: other, tlsPort })).rejects.toMatchObject({ code: 'EADDRINUSE', port: tlsPort });
    await first.close();
    // It would be taken, had it been left listening.
    const second = await startEmulator({ port: other, tlsPort: port });
    onTestFinished(() => second.close());
    expect([second.url, second.httpsUrl]).toEqual([`http://127.0.0.1:${other}`, `https://localhost:${port}`]);
  });

  it('has neither certificate nor https without', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    expect([emulator.httpsUrl, emulator.caFile]).toEqual([undefined, undefined]);
  });

  it('has a certificate for where it listens', async () => {
    const dataDir = await newFolder();
    const certificateOf = async (host?: string): Promise<X509Certificate> => {
      const emulator = await startEmulator({ tls: true, dataDir, host });
      await emulator.close();
      return new X509Certificate(readFileSync(emulator.caFile ?? ''));
    };
    const local = await certificateOf();
    expect([local.checkHost('localhost'), local.checkIP('127.0.0.1'), local.checkIP('::1')]).toEqual([
      'localhost',
      '127.0.0.1',
      '::1',
    ]);
    // The one that is there does not name it.
    const other = await certificateOf('127.0.0.2');
    expect([other.checkIP('127.0.0.2'), other.checkHost('localhost')]).toEqual(['127.0.0.2', 'localhost']);
    const open = await certificateOf('0.0.0.0');
    expect([open.checkHost(hostname()), open.checkIP('0.0.0.0')]).toEqual([hostname(), undefined]);
  });

  it('speaks https with a certificate that it hands out', async () => {
    const emulator = await startEmulator({ tls: true });
    onTestFinished(() => emulator.close());
    const { httpsUrl: url, caFile } = emulator;
    expect(url).toMatch(/^https:\/\/localhost:\d+$/);
    const ask = (ca?: string): Promise<number | string | undefined> =>
      new Promise((resolve) => {
        const headers = { authorization: 'Bearer k' };
        get(`${url}/sdk/ListContexts`, { headers, ca, agent: false }, (response) =>
          resolve(response.resume().statusCode),
        ).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      });
    expect(await ask(readFileSync(caFile ?? '', 'utf8'))).toBe(200);
    expect(await ask()).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/);
  });

  it('keeps its certificate for the next start on the same folder, and no other', async () => {
    const dataDir = await newFolder();
    const certificateOf = async (tls: boolean | Certificate = true): Promise<string> => {
      const emulator = await startEmulator({ tls, dataDir });
      const file = emulator.caFile ?? '';
      const cert = readFileSync(file, 'utf8');
      const { hostname, port } = new URL(emulator.httpsUrl ?? '');
      const served = await new Promise<string>((resolve, reject) => {
        const socket = connect({ host: hostname, port: Number(port), ca: cert, servername: 'localhost' }, () => {
          resolve(socket.getPeerX509Certificate()?.toString() ?? '');
          socket.destroy();
        }).on('error', reject);
      });
      expect(served.trim()).toBe(cert.trim());
      await emulator.close();
      return cert;
    };
    const first = await certificateOf();
    expect(await certificateOf()).toBe(first);
    const keyFile = path.join(dataDir, 'certificate-key.pem');
    const key = readFileSync(keyFile, 'utf8');
    expect(statSync(keyFile).mode & 0o077).toBe(0);

    // One that is given, or a half, is not that of the key.
    const given = { cert: first, key };
    writeFileSync(keyFile, 'broken');
    const second = await certificateOf();
    expect(second).not.toBe(first);
    expect(await certificateOf(given)).toBe(first);
    const third = await certificateOf();
    expect(third).not.toBe(first);
    expect(third).not.toBe(second);
  });
});
