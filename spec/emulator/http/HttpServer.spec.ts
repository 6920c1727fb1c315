import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import path from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type Certificate } from '../../../src/emulator/index.js';
import { newFolder } from '../../support/newFolder.js';

describe('an emulator with tls', () => {
  it('speaks https with a certificate that it hands out', async () => {
    const emulator = await startEmulator({ tls: true });
    onTestFinished(() => emulator.close());
    const { url, caFile } = emulator;
    expect(url).toMatch(/^https:/);
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
      const { hostname, port } = new URL(emulator.url);
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
