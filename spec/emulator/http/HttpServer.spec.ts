import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.js';

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
});
