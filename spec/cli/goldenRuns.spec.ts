import { describe, expect, it } from 'vitest';
import { startCommand } from '../support/command.js';

/** What the emulator of a command answers to some calls, but for its port. */
const answersOf = async (args: readonly string[]): Promise<string> => {
  const { printed, out, child, ended } = await startCommand(['emulator', ...args]);
  await printed(/AGENTBAY_API_KEY=.*\n/);
  const url = /AGB_ENDPOINT=(\S+)/.exec(out.stdout)?.[1] ?? '';
  const ask = async (method: string, at: string): Promise<string> => {
    const response = await fetch(url + at, { method, headers: { authorization: 'Bearer any-key' } });
    return (await response.text()).replaceAll(url, '');
  };
  const context = await ask('GET', '/sdk/GetContext?name=c&allowCreate=true');
  const id = /SdkCtx-\w+/.exec(context)?.[0] ?? '';
  const others = [
    await ask('POST', '/mcp/createSession?imageId=i'),
    await ask('POST', `/sdk/GetContextFileUploadUrl?contextId=${id}&filePath=/a`),
  ];
  child.kill('SIGTERM');
  await ended;
  return [context, ...others].join('\n');
};

describe('rx-context-sync emulator --clock --id-seed', () => {
  it('answers the same in each run, and at the same time', async () => {
    const args = ['--clock', '2026-01-01T00:00:00Z', '--id-seed', '7'];
    const [first, again, plain] = [await answersOf(args), await answersOf(args), await answersOf([])];
    expect(first).toContain('"createTime":"2026-01-01T00:00:00Z"');
    expect(again).toBe(first);
    expect(plain).not.toContain(/SdkCtx-\w+/.exec(first)?.[0]);
    expect(plain).not.toContain('2026-01-01T00:00:00Z');
  });

  it.each([
    [['--clock', 'noon'], '--clock must be a time, such as 2026-01-01T00:00:00Z'],
    [['--clock', '2026'], '--clock must be a time, such as 2026-01-01T00:00:00Z'],
    [['--clock', '2026-13-01'], '--clock must be a time, such as 2026-01-01T00:00:00Z'],
    [['--id-seed', 'x'], '--id-seed must be a whole number from 0 on'],
    [['--id-seed', '-1'], /--id-seed/],
  ])('refuses %j, by the name and the rule of the option', async (args, message) => {
    const { ended, out } = await startCommand(['emulator', ...args]);
    expect(await ended).toBe(2);
    expect(out.stdout).toBe('');
    expect(out.stderr).toMatch(message);
  });
});
