import { describe, expect, it } from 'vitest';
import { textOf } from '../support/citations.js';
import { runCommand } from '../support/command.js';

const usage = /^Usage: rx-context-sync <command> \[options\] \| --version\n/;

describe('rx-context-sync', () => {
  it.each([[['--help']], [['-h']]])('shows its commands where it is asked for them: %j', async (args) => {
    const { code, stdout, stderr, left } = await runCommand(args);
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
    expect(stdout).toMatch(usage);
  });

  it.each([[['--version']], [['demo', '--version']], [['emulator', '--tls', '--version']]])(
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

  it('shows its commands, where errors go, where it is not told what to do', async () => {
    const { code, stdout, stderr, left } = await runCommand([]);
    expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
    expect(stderr).toMatch(usage);
  });

  it.each([
    [['other'], "unknown command 'other'", ''],
    [['toString', '--port', '1'], "unknown command 'toString'", ''],
    [['__proto__'], "unknown command '__proto__'", ''],
    [[''], "unknown command ''", ''],
    [['Demo'], "unknown command 'Demo'\n(Did you mean demo?)", ''],
    [['env'], "unknown command 'env'", ''],
    [['--dir', '.'], "unknown option '--dir'", ''],
    [['demo', '--port', '1'], "unknown option '--port'", ' demo'],
    [['demo', '--dir'], "option '--dir <path>' argument missing", ' demo'],
    [['demo', 'more'], "too many arguments for 'demo'. Expected 0 arguments but got 1.", ' demo'],
    [['emulator', '--prot', '1'], "unknown option '--prot'\n(Did you mean --port?)", ' emulator'],
    [['emulator', '--tls=yes'], "unknown option '--tls=yes'", ' emulator'],
    [['emulator', 'env', '--shel', 'fish'], "unknown option '--shel'\n(Did you mean --shell?)", ' emulator env'],
    [['emulator', 'env', 'more'], "too many arguments for 'env'. Expected 0 arguments but got 1.", ' emulator env'],
    // A key in the arguments is seen by all who list processes.
    [['sync', 's', '--key', 'k'], "unknown option '--key'", ' sync'],
  ])('names what is wrong with %j, and where to read on', async (args, wrong, command) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`rx-context-sync: ${wrong}\n\nrx-context-sync${command} --help tells more.\n`);
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
    expect(stderr).toContain("too many arguments for 'demo'");
  });
});
