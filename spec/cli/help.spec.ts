import { describe, expect, it } from 'vitest';
import { textOf } from '../support/citations.js';
import { runInProcess } from '../support/commandInProcess.js';

const ofServices = 'sync follow start info watch sessions bind delete contexts files push pull clear'.split(' ');
const ofThisMachine = ['demo', 'emulator', 'record', 'replay', 'complete'];

/** The long names of the options that a help tells of. */
const optionsIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name = '']) => name);

const helpOf = async (...words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await runInProcess([...words, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

describe('--help', () => {
  it.each([[], ...[...ofServices, ...ofThisMachine, 'emulator env'].map((name) => name.split(' '))])(
    'fits one screen of 24 lines and 80 columns: %s %s',
    async (...words) => {
      const lines = (await helpOf(...words)).trimEnd().split('\n');
      // The prompt takes one, too.
      expect(lines.length).toBeLessThan(24);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it('tells of all commands', async () => {
    const help = await helpOf();
    expect([...help.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name)).toEqual([...ofServices, ...ofThisMachine]);
  });

  it.each(ofServices.map((name) => [name]))('tells the exit codes, and no way to give a key: %s', async (name) => {
    const help = await helpOf(name);
    expect(help).toMatch(/^Exit codes: 0 succeeded, 1 failed, 2 wrong use, 3 unconfirmed, 130 Ctrl-C\.$/m);
    expect(optionsIn(help)).toEqual(expect.arrayContaining(['service', 'endpoint', 'json', 'help']));
    expect(help).not.toMatch(/--(?:api-)?key/);
  });

  it('of the emulator points to all options, which are those of its page', async () => {
    expect(await helpOf('emulator')).toMatch(/--help-all +show all options/);
    const { stdout } = await runInProcess(['emulator', '--help-all']);
    const [, rows = ''] = textOf('docs/emulator.md').split('| of `emulator` ');
    const [table = ''] = rows.split('\n\n');
    const told = [...table.matchAll(/--([a-z][\w-]*)/g)].map(([, name]) => name);
    expect(told.length).toBeGreaterThan(10);
    expect(optionsIn(stdout)).toEqual(expect.arrayContaining(told));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('complete', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('prints a script for %s', async (shell) => {
    const { code, stdout } = await runInProcess(['complete', shell]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/rx-context-sync complete '?--/);
  });

  it.each([
    [['sy'], /^sync\t/m],
    [['sync', '--service', ''], /^agentbay\t/m],
    [['emulator', '--tr'], /^--trouble\t/m],
  ])('completes %j', async (words, line) => {
    expect((await runInProcess(['complete', '--', ...words])).stdout).toMatch(line);
  });
});
