import type { ChildProcess } from 'node:child_process';

/** Kills a process that was started with a group of its own, and those of its group. */
export const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
};

const running = new Set<ChildProcess>();

const killRunning = (): void => {
  for (const child of running) killGroup(child);
};

/** Has a process end with this one, however that ends, but by SIGKILL. Gives what takes it back. */
export const killWithThisProcess = (child: ChildProcess): (() => void) => {
  if (running.size === 0) process.on('exit', killRunning);
  running.add(child);
  return () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killRunning);
  };
};
