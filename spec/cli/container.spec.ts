import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, textOf } from '../support/citations.js';
import { newFolder } from '../support/newFolder.js';

/** The instructions of the Dockerfile, in one line each. */
const instructions = textOf('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .trim()
  .split('\n')
  .map((line) => {
    const [, name = '', text = ''] = /^(\w+) +(.*)$/.exec(line) ?? [];
    return { name, text };
  });

const textsOf = (wanted: string): readonly string[] =>
  instructions.filter(({ name }) => name === wanted).map(({ text }) => text);

const health = /CMD (.*)/.exec(textsOf('HEALTHCHECK')[0] ?? '')?.[1] ?? '';

/** What the Dockerfile puts into the image, without what npm installs there, which is linked. */
const image = async () => {
  const folder = await newFolder();
  for (const copied of textsOf('COPY')) {
    const [from = '', to = ''] = copied.split(' ');
    cpSync(path.join(root, from), path.join(folder, to === './' ? from : to), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const TMPDIR = path.join(folder, 'tmp');
  mkdirSync(TMPDIR);
  return { cwd: folder, env: { ...process.env, TMPDIR } };
};

describe.skipIf(process.platform === 'win32')('the Dockerfile', () => {
  it('puts into the image what the package has, and runs as nobody of weight', () => {
    const { files } = JSON.parse(textOf('package.json')) as { files: readonly string[] };
    for (const copied of textsOf('COPY')) expect(['package.json', ...files]).toContain(copied.split(' ')[0]);
    expect(files).toContain('Dockerfile');
    const names = instructions.map(({ name }) => name);
    expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'));
    expect(textsOf('USER')).toEqual(['node']);
    expect(textsOf('EXPOSE')).toEqual(['8080']);
  });

  it('starts the emulator for other machines, with options of the environment and of the command, and knows its health', async () => {
    const { cwd, env } = await image();
    const [file = '', ...args] = JSON.parse(textsOf('ENTRYPOINT')[0] ?? '[]') as string[];
    expect(args.join(' ')).toContain('--host 0.0.0.0 --port 8080 ');
    // Of an option that is given twice the last counts, and the port may be taken here.
    const options = { ...env, EMULATOR_OPTIONS: '--task-delay 5 --quiet', RX_CONTEXT_SYNC_EMULATOR_TOKEN: 'the-token' };
    const running = spawn(file, [...args, '--port', '0', '--key', 'my-key'], { cwd, env: options });
    onTestFinished(() => void running.kill('SIGKILL'));
    const out = { stdout: '', stderr: '' };
    running.stderr.on('data', (chunk) => (out.stderr += String(chunk)));
    running.stdout.on('data', (chunk) => (out.stdout += String(chunk)));
    await expect.poll(() => out.stdout, { timeout: 30_000 }).toContain('AGB_API_KEY=my-key');
    const [, url = ''] = /AGB_ENDPOINT=(.*)/.exec(out.stdout) ?? [];
    const headers = { authorization: 'Bearer the-token' };
    expect((await fetch(`${url}/_emulator/journal`, { headers })).status).toBe(200);

    const isHealthy = (): number | null => spawnSync(health, { cwd, env, shell: true }).status;
    expect(isHealthy()).toBe(0);
    // What a check prints is kept where others see it.
    expect(String(spawnSync(health, { cwd, env, shell: true }).stdout)).toBe('');
    running.kill('SIGTERM');
    // The shell has made way for it, so that it is told to stop.
    expect(await new Promise((resolve) => running.once('close', resolve))).toBe(143);
    expect(out.stderr).toBe('');
    expect(isHealthy()).toBe(1);
  });
});
