import { describe, expect, it } from 'vitest';
import { textOf } from '../support/citations.js';
import { runCommand } from '../support/command.js';

const usage = /^Usage: rx-context-sync demo \[--dir PATH\] \[--web\]\n {7}rx-context-sync emulator \[--port N\]/;

describe('rx-context-sync', () => {
  it.each([
    [['--help']],
    [['-h']],
    [['demo', '--help']],
    [['emulator', '--help', '--port', '1']],
    [['other', '--help']],
  ])('shows its usage where it is asked for it, and does nothing else: %j', async (args) => {
    const { code, stdout, stderr, left } = await runCommand(args);
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
    expect(stdout).toMatch(usage);
    const options = ['dir', 'port', 'data', 'tls', 'key', 'origin', 'trouble', 'help', 'version'];
    options.push('tls-port', 'host', 'control-token', 'seed', 'task-delay', 'file-delay', 'dotenv', 'log', 'quiet');
    options.push('shell', 'wait', 'web', 'no-console');
    for (const option of options) expect(stdout).toMatch(new RegExp(`^ {2}--${option}\\b`, 'm'));
    expect(stdout).toMatch(/Exit codes of demo: 0 all files match, 1 they do not\. Of both: 1 [^]*, 2 wrong use/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([[['--version']], [['demo', '--version']], [['emulator', '--version', '--tls']]])(
    'says its version, and does nothing else: %j',
    async (args) => {
      const { version } = JSON.parse(textOf('package.json')) as { version: string };
      expect(await runCommand(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '', left: [] });
    },
  );

  it('ends when it is done, whatever is still open', async () => {
    const { code, stdout } = await runCommand(['--help'], { before: 'setInterval(() => undefined, 1000);' });
    expect(code).toBe(0);
    expect(stdout).toMatch(usage);
  });

  it('shows its usage, where errors go, where it is not told what to do', async () => {
    const { code, stdout, stderr, left } = await runCommand([]);
    expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
    expect(stderr).toMatch(usage);
  });

  it('names what is missing where an option stands without a command', async () => {
    const { code, stdout, stderr, left } = await runCommand(['--dir', '.']);
    expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
    expect(stderr).toMatch('rx-context-sync: a command is missing before --dir: demo, emulator, record, or replay\n');
  });

  it.each([['other'], ['toString'], ['constructor'], ['__proto__'], ['Demo'], ['']])(
    'names a command that it does not have, and those that it has: %j',
    async (name) => {
      const { code, stdout, stderr, left } = await runCommand([name, '--port', '1']);
      expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
      expect(stderr).toMatch(
        `rx-context-sync: there is no command '${name}', but demo, emulator, record, and replay\n`,
      );
    },
  );

  it.each([
    [['demo', '--port', '1'], '--port is no option of demo'],
    [['demo', '--data', 'x'], '--data is no option of demo'],
    [['demo', '--tls'], '--tls is no option of demo'],
    [['demo', '--key', 'k'], '--key is no option of demo'],
    [['demo', '--origin', 'http://x'], '--origin is no option of demo'],
    [['demo', '--trouble', 'throttled'], '--trouble is no option of demo'],
    [['emulator', '--dir', '.'], '--dir is no option of emulator'],
    [['emulator', '--shell', 'fish'], '--shell is no option of emulator'],
    [['emulator', 'env', '--tls'], '--tls is no option of emulator env'],
    [['emulator', 'env', 'more'], "emulator env takes options only, not 'more'"],
    [['env'], "there is no command 'env', but demo, emulator, record, and replay"],
    [['demo', '--unknown'], "Unknown option '--unknown'"],
    [['demo', '--dir'], "Option '--dir <value>' argument missing"],
    [['emulator', '--tls=yes'], "Option '--tls' does not take an argument"],
    [['--dir'], "Option '--dir <value>' argument missing"],
    [['demo', '--dir', '--port'], "Option '--dir' argument is ambiguous"],
    [['demo', 'more'], "demo takes options only, not 'more'"],
    [['emulator', 'more', 'yet'], "emulator takes options only, not 'more yet'"],
    [['demo', 'emulator'], "demo takes options only, not 'emulator'"],
  ])('names what is wrong with %j, and where to read on', async (args, wrong) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`rx-context-sync: ${wrong}\n\nrx-context-sync --help tells more.\n`);
  });
});

describe('npm start', () => {
  const started = { npm_lifecycle_event: 'start', npm_package_name: 'rx-context-sync' };

  // What npm makes of `npm start --dir x`, of `--dir=x`, and of `--dir`.
  it.each([
    ['true', ['x y'], 'x y'],
    ['x', [], 'x'],
    ['true', [], 'PATH'],
    ['', [], 'PATH'],
  ])('says what is missing where npm took --dir for its own: %j %j', async (taken, more, dir) => {
    const env = { ...started, npm_config_dir: taken };
    expect(await runCommand(['demo', ...more], { env })).toEqual({
      code: 2,
      stdout: '',
      stderr: `rx-context-sync: npm took --dir for an option of its own; write npm start -- --dir ${dir}\n`,
      left: [],
    });
  });

  it.each([
    ['a script of another package', { ...started, npm_package_name: 'other', npm_config_dir: 'x' }],
    ['another script', { ...started, npm_lifecycle_event: 'test', npm_config_dir: 'x' }],
    ['an npm that took nothing', started],
  ])('takes no offence at %s', async (_, env) => {
    const { stderr } = await runCommand(['demo', 'more'], { env });
    expect(stderr).toContain("demo takes options only, not 'more'");
  });
});
