// @ts-check
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const sessions = /[\\/]state[\\/]sessions[\\/]/;

const crash = () => {
  process.kill(process.pid, 'SIGKILL');
};

/**
 * Lets this process end, as by a crash of it, the next time that a file of a session is kept: while it is `unwritten` or written
 * by `half`, when it is written `aside`, or when it is `renamed` and nobody knows.
 *
 * @param {string} moment
 */
export const crashAt = (moment) => {
  const { writeFileSync, renameSync } = fs;
  fs.writeFileSync = (file, data, options) => {
    if (!sessions.test(String(file))) return writeFileSync(file, data, options);
    if (moment === 'unwritten') crash();
    const text = String(data);
    writeFileSync(file, moment === 'half' ? text.slice(0, text.length / 2) : text, options);
    if (moment !== 'renamed') crash();
  };
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    if (sessions.test(String(to))) crash();
  };
  syncBuiltinESMExports();
};
