import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textOf } from '../support/citations.js';
import { runInProcess } from '../support/commandInProcess.js';
import { commandService } from '../support/commandService.js';

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

const service = commandService();

const agb = { AGB_API_KEY: 'k', AGENTBAY_API_KEY: '' };
const both = { AGB_API_KEY: 'k', AGENTBAY_API_KEY: 'k' };
const handle = JSON.stringify({
  version: 1,
  service: 'AGB',
  sessionId: 's',
  requestId: '',
  triggeredAt: 1,
  accepted: true,
});

const ms = 'must be a number of milliseconds from 1 to 2147483647';

describe('what is wrong is named with its rule, and nothing is sent', () => {
  it.each<[args: string, says: string, env?: Readonly<Record<string, string>>]>([
    ['sync s', 'AGB_API_KEY or AGENTBAY_API_KEY is missing: keys come from the environment only', { AGB_API_KEY: '' }],
    ['sync s --service agentbay', 'AGENTBAY_API_KEY is missing: keys come from the environment only', agb],
    ['sync s', '--service must be agb or agentbay: both have a key in the environment', both],
    [
      'sync s --service other',
      "option '--service <name>' argument 'other' is invalid. Allowed choices are agb, agentbay.",
    ],
    ['sync s', 'AGB_API_KEY must be text of visible ASCII characters, without spaces', { AGB_API_KEY: 'k k' }],
    ['sync s', `AGB_PACING_MS ${ms}`, { AGB_PACING_MS: 'soon' }],
    ['sync s', `AGB_TIMEOUT_MS ${ms}`, { AGB_TIMEOUT_MS: 'soon' }],
    ['sync s', 'AGB_ENDPOINT must be a host, or a URL that begins with http:// or https://', { AGB_ENDPOINT: '?' }],
    ['sync s --endpoint ?', '--endpoint must be a host, or a URL that begins with http:// or https://'],
    [
      'sync s --endpoint http://example.com',
      '--endpoint must be https beyond this machine, or --allow-insecure must be set',
    ],
    ['sync', "missing required argument 'session'"],
    ['sync ~', 'the session must be text that is not blank'],
    [
      'sync s --context c',
      "option '--context <id:path>' argument 'c' is invalid. It must be ID:PATH, a context and where it is mounted.",
    ],
    ['sync s --mode ~', '--mode must be text that is not blank'],
    ['sync s --retry-interval x', '--retry-interval must be a number of milliseconds from 0 to 2147483647'],
    ['sync s --max-retries 0', '--max-retries must be a whole number from 1 to 1000000, not 0'],
    ['sync s --timeout x', `--timeout ${ms}`],
    ['sync s --request-timeout 0', `--request-timeout ${ms}, not 0`],
    ['sync s --settle-polls 1.5', '--settle-polls must be a whole number from 0 to 9007199254740991, not 1.5'],
    ['sync s --handle /none/h', '--handle /none/h cannot be written: ENOENT'],
    ['sync s --handle /', '--handle / cannot be written: it is a folder'],
    ['sync s --handle ~', '--handle must be the name of a file'],
    ['start s --handle ~', '--handle must be the name of a file'],
    ['start s --timeout x', `--timeout ${ms}`],
    ['follow /none/h', 'a handle cannot be read: ENOENT'],
    ['follow {}', 'what is in the argument must be a handle as sync, start or follow gave it, as JSON'],
    [`follow ${handle} --service agentbay`, '--service must be agb, or not given: the handle is of it', both],
    [`follow ${handle} --timeout x`, `--timeout ${ms}`],
    ['info s --task-type ~', '--task-type must be text that is not blank'],
    ['info s --context :', "option '--context <id[:path]>' argument ':' is invalid."],
    ['watch s --interval 0', `--interval ${ms}, not 0`],
    ['sessions --label x', "option '--label <name=value>' argument 'x' is invalid. It must be NAME=VALUE."],
    ['sessions --keep-alive', '--keep-alive needs the sessions that are meant'],
    ['bind s --service agb', '--service must be agentbay: AGB cannot bind'],
    ['bind s c', "command-argument value 'c' is invalid for argument 'context'. It must be ID:PATH"],
    ['bind s c:/p --timeout x', `--timeout ${ms}`, both],
    ['delete s --timeout x', `--timeout ${ms}`],
    ['contexts ~', 'the name must be text that is not blank'],
    ['files ~', 'the context must be text that is not blank'],
    ['push c package.json --to ~', '--to must be text that is not blank'],
    ['pull c /a --to ~', '--to must be text that is not blank'],
    ['pull c /a ~', 'the path must be text that is not blank'],
    ['clear c ~', 'the context must be text that is not blank'],
    ['start s t ~', 'the session must be text that is not blank'],
    ['sessions s ~', 'the session must be text that is not blank'],
    ['clear c --settle-polls -1', '--settle-polls must be a whole number from 0'],
    ['push c package.json', "required option '--to <folder>' not specified"],
    ['push c none.txt --to /d', 'cannot read all of none.txt: ENOENT'],
    ['push c package.json package.json --to /d', 'two of the files would be package.json'],
    ['push ~ package.json --to /d', 'the context must be text that is not blank'],
    ['pull c /a/x /b/x', 'two of the files would be x'],
    ['pull c /a --timeout x', `--timeout ${ms}`],
  ])('%s: %s', async (words, says, env = {}) => {
    const args = words.split(' ').map((word) => (word === '~' ? ' ' : word));
    const { url, journal } = service.emulator();
    const result = await runInProcess(args, { ...agb, AGB_ENDPOINT: url, AGENTBAY_ENDPOINT: url, ...env });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`rx-context-sync: ${says}`);
    expect(journal.requests).toEqual([]);
    expect(readdirSync('.').filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
