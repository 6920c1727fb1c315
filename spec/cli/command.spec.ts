import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.js';

const usage = /^Usage: rx-context-sync demo \[--dir PATH\]\n {7}rx-context-sync emulator \[--port N\]/;

describe('rx-context-sync', () => {
  it.each([[['--help']], [['demo', '--help']], [['emulator', '--help', '--port', '1']], [['other', '--help']]])(
    'shows its usage where it is asked for it, and does nothing else: %j',
    async (args) => {
      const { code, stdout, stderr, left } = await runCommand(args);
      expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
      expect(stdout).toMatch(usage);
      const options = ['dir', 'port', 'data', 'tls', 'key', 'origin', 'trouble', 'help'];
      for (const option of options) expect(stdout).toMatch(new RegExp(`^ {2}--${option}\\b`, 'm'));
      expect(stdout).toMatch(/Exit codes of demo: 0 all files match, 1 they do not\. Of both: 1 .*, 2 wrong use/);
    },
  );

  it('ends when it is done, whatever is still open', async () => {
    const { code, stdout } = await runCommand(['--help'], { before: 'setInterval(() => undefined, 1000);' });
    expect(code).toBe(0);
    expect(stdout).toMatch(usage);
  });

  it.each([
    [[]],
    [['other']],
    [['toString']],
    [['constructor']],
    [['__proto__']],
    [['demo', 'more']],
    [['emulator', 'more']],
    [['demo', 'emulator']],
    [['']],
  ])('takes %j for wrong use: its usage goes where errors go', async (args) => {
    const { code, stdout, stderr, left } = await runCommand(args);
    expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
    expect(stderr).toMatch(usage);
  });

  it.each([
    [['demo', '--port', '1'], '--port is no option of demo'],
    [['demo', '--data', 'x'], '--data is no option of demo'],
    [['demo', '--tls'], '--tls is no option of demo'],
    [['demo', '--key', 'k'], '--key is no option of demo'],
    [['demo', '--origin', 'http://x'], '--origin is no option of demo'],
    [['demo', '--trouble', 'throttled'], '--trouble is no option of demo'],
    [['emulator', '--dir', '.'], '--dir is no option of emulator'],
    [['demo', '--unknown'], "Unknown option '--unknown'"],
    [['demo', '--dir'], "Option '--dir <value>' argument missing"],
    [['emulator', '--tls=yes'], "Option '--tls' does not take an argument"],
    [['--dir'], "Option '--dir <value>' argument missing"],
  ])('names what is wrong with %j, before its usage', async (args, wrong) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [first = '', ...rest] = stderr.split('\n\n');
    expect(first).toMatch(/^rx-context-sync: /);
    expect(first).toContain(wrong);
    expect(rest.join('\n\n')).toMatch(usage);
  });
});
