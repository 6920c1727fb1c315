import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { AGB, unwrap } from '../../../src/index.js';
import { createSession } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';

const start = async (options: EmulatorOptions) => {
  const emulator = await startEmulator({ clock: () => Date.UTC(2026, 0, 1), ...options });
  onTestFinished(() => emulator.close());
  return emulator;
};

/** What is answered to some calls, but for the port. */
const answersOf = async (url: string, apiKey = 'any-key', polls = 1): Promise<string> => {
  const texts: string[] = [];
  const ask = async (method: string, at: string): Promise<string> => {
    const response = await fetch(url + at, { method, headers: { authorization: `Bearer ${apiKey}` } });
    const text = await response.text();
    texts.push(text.replaceAll(url, ''));
    return text;
  };
  const id = /SdkCtx-\w+/.exec(await ask('GET', '/sdk/GetContext?name=c&allowCreate=true'))?.[0] ?? '';
  for (let poll = 0; poll < polls; poll++) await ask('GET', `/sdk/GetContext?name=c`);
  await ask('POST', '/mcp/createSession?imageId=i');
  await ask('POST', `/sdk/GetContextFileUploadUrl?contextId=${id}&filePath=/a`);
  return texts.join('\n');
};

const idsIn = (answers: string) => answers.match(/SdkCtx-[a-z0-9]{17}|\bs-[a-z0-9]{17}/g);

describe('the ids of an emulator', () => {
  it('are others in each run, unless they are seeded: then all answers are the same', async () => {
    const runs: string[] = [];
    for (const idSeed of [undefined, undefined, 7, 7, 8]) runs.push(await answersOf((await start({ idSeed })).url));
    expect(runs[2]).toMatch(/"requestId":"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-8[0-9A-F]{3}-[0-9A-F]{12}"/);
    expect(runs[2]).toMatch(/Signature=[0-9a-f]{64}/);
    expect(idsIn(runs[2] ?? '')?.length).toBeGreaterThan(4);
    expect(runs[2]).toBe(runs[3]);
    expect(new Set(runs).size).toBe(4);
  });

  it('do not depend on how often somebody polls, nor on what is done in a scope', async () => {
    const [one, other] = [await start({ idSeed: 7 }), await start({ idSeed: 7 })];
    const { apiKey } = other.scope();
    const ofScope = idsIn(await answersOf(other.url, apiKey));
    const ofOne = idsIn(await answersOf(one.url));
    expect(idsIn(await answersOf(other.url, 'any-key', 5))).toEqual(expect.arrayContaining(ofOne ?? []));
    expect(new Set([...(ofScope ?? []), ...(ofOne ?? [])]).size).toBe(4);
    expect(idsIn(await answersOf(one.url, one.scope().apiKey))).toEqual(ofScope);
  });

  it('begin anew with a reset, of the emulator and of a scope', async () => {
    const emulator = await start({ idSeed: 7 });
    const first = await answersOf(emulator.url);
    const scope = emulator.scope();
    const ofScope = await answersOf(scope.url, scope.apiKey);
    await scope.reset();
    expect(await answersOf(scope.url, scope.apiKey)).toBe(ofScope);
    await emulator.reset();
    expect(await answersOf(emulator.url)).toBe(first);
  });

  it('are none that are taken where the folder is started on again', async () => {
    const dataDir = await newFolder();
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const emulator = await start({ dataDir, idSeed: 7 });
      const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
      const { context } = unwrap(await agb.context.create(name));
      const { session } = unwrap(await createSession(agb, context));
      ids.push(context.id, session.sessionId);
      await emulator.close();
    }
    expect(new Set(ids).size).toBe(6);
  });

  it.each([-1, 1.5, '7', Number.NaN])('refuse %j for a seed', async (idSeed) => {
    await expect(startEmulator({ idSeed: idSeed as number })).rejects.toMatchObject({ option: 'idSeed' });
  });
});
