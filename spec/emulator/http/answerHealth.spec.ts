import { mkdirSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { version } from '../../../src/model/version.js';

const start = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

const health = async ({ url }: Emulator, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  new Promise<{ readonly status: number; readonly body: unknown }>((resolve, reject) => {
    const asked = request(`${url}/_emulator/health`, { method, headers, agent: false }, (response) => {
      let text = '';
      response
        .on('data', (chunk) => (text += String(chunk)))
        .on('end', () => resolve({ status: response.statusCode ?? 0, body: text && JSON.parse(text) }));
    });
    asked.on('error', reject).end();
  });

const requestId = expect.stringMatching(/^[0-9A-F-]{36}$/) as string;

describe('the health of an emulator', () => {
  it('is told to whoever asks, by whatever name and without a key, and is no request of the service', async () => {
    const emulator = await start({ apiKeys: ['one-key'] });
    const well = { status: 200, body: { success: true, requestId, data: { status: 'ok', version } } };
    expect(await health(emulator)).toEqual(well);
    expect(await health(emulator, { host: 'emulator:8080' })).toEqual(well);
    expect(await health(emulator, {}, 'HEAD')).toMatchObject({ status: 200 });
    expect(emulator.journal.requests).toEqual([]);
    expect(await health(emulator, {}, 'POST')).toMatchObject({ status: 400 });
  });

  it('is closing where another emulator took the folder', async () => {
    const emulator = await start();
    mkdirSync(path.join(emulator.dataDir, 'lock', '999'));
    await expect
      .poll(() => health(emulator), { timeout: 10_000 })
      .toEqual({
        status: 503,
        body: {
          success: false,
          requestId,
          message: expect.any(String) as string,
          data: { status: 'closing', version },
        },
      });
  });
});
