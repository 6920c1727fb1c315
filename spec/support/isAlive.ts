import { existsSync, readFileSync } from 'node:fs';

/** Whether a process runs: one that is dead may be listed until its parent asks for it. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
