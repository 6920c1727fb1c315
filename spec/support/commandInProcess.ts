import { vi } from 'vitest';
import { failureOf } from '../../src/cli/failure.js';
import { run } from '../../src/cli/program.js';

/** Runs the command in this process, which costs a tenth of one of its own. What it does with signals and stdin is not seen here. */
export const runInProcess = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const out = { stdout: '', stderr: '' };
  const keep = (stream: keyof typeof out) => (text: unknown) => {
    out[stream] += `${String(text)}\n`;
  };
  const write = (stream: keyof typeof out) => (text: unknown) => {
    out[stream] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(keep('stdout')),
    vi.spyOn(console, 'error').mockImplementation(keep('stderr')),
    vi.spyOn(process.stdout, 'write').mockImplementation(write('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(write('stderr')),
  ];
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    const code = await run(args, { signal: new AbortController().signal, owns: () => undefined });
    return { code, ...out };
  } catch (error) {
    // As `index.ts` has it.
    const { message, code } = failureOf(error);
    return { code, stdout: out.stdout, stderr: `${out.stderr}${message}\n` };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
};
