import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { freePort } from '../support/freePort.js';

/** A server of the recipes in a process of its own, at the same port whenever it is started. */
export interface ServerProcess {
  readonly port: number;
  /** Resolves when it answers. */
  readonly start: () => Promise<void>;
  /** What it wrote, since it was started first. */
  readonly printed: () => string;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
}

export const serverProcess = async (program: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> => {
  const port = await freePort();
  let printed = '';
  let stop = (): Promise<unknown> => Promise.resolve();
  return {
    port,
    start: async () => {
      const process_ = spawn(process.execPath, [program], {
        env: { ...env, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      process_.stdout.on('data', (chunk) => (printed += String(chunk)));
      const ended = once(process_, 'exit');
      stop = () => {
        process_.kill('SIGKILL');
        return ended;
      };
      const isThere = async (): Promise<void> => {
        expect((await fetch(`http://127.0.0.1:${port}/api/sync?id=none`)).status).toBe(404);
      };
      await vi.waitFor(isThere, { timeout: 120_000, interval: 20 });
    },
    printed: () => printed,
    kill: async () => {
      await stop();
    },
  };
};
