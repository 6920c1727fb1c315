import { readdir, readFile } from 'node:fs/promises';

/** The name of the variable by which processes of a command are found again: those that they start inherit it. */
export const markName = 'RX_CONTEXT_SYNC_COMMAND';

/** How often it is looked for more: a process may start another one while it is looked for. */
const mostRounds = 20;

/**
 * Kills the processes that have this mark. Those that left the group of their command, as a daemon does, are found by nothing
 * else. Where the system does not tell environments, none is found.
 */
export const killMarked = async (mark: string): Promise<void> => {
  for (let round = 0; round < mostRounds; round++) {
    const found = await markedProcesses(`${markName}=${mark}`);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
};

const markedProcesses = async (entry: string): Promise<readonly number[]> => {
  if (process.platform !== 'linux') return [];
  const names = await readdir('/proc').catch(() => []);
  const found = [];
  for (const name of names.filter((one) => /^\d+$/.test(one))) {
    // It may be gone, or somebody else's.
    const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
    if (environment.split('\0').includes(entry)) found.push(Number(name));
  }
  return found;
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
};
