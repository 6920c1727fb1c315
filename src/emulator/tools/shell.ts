import { randomUUID } from 'node:crypto';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { runCommand } from '../processes/runCommand.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { maybe, sessionPath, text, texts, time } from './parameters.js';
import { folderAt, placeOf } from './sessionPlace.js';
import { tool } from './Tool.js';

/** Runs a command in a folder of a session, on this machine. What it starts ends with it. */
export const shell = tool(
  'Runs a command in a folder of the session, on the machine of the emulator.',
  {
    command: text('The command.'),
    timeout_ms: time('How long it may take, in milliseconds.', 1000),
    cwd: maybe(sessionPath('The folder to run it in; by default the root of the session.')),
    envs: texts('More variables of its environment.'),
  },
  ({ command, timeout_ms: timeout, cwd = '/', envs }, { root, signal, shellRefusal }) => {
    if (shellRefusal !== undefined) throw new ServiceRefusal('OperationDenied', shellRefusal);
    refuseNul(command, envs);
    return FolderCursor.use(root, async (folders) => {
      const folder = await folderAt(folders, placeOf(root, cwd));
      const env = { ...baseEnvironment(root), ...envs };
      const { exitCode, ...output } = await runCommand({
        command,
        cwd: await folder.processPath(),
        env,
        timeout,
        signal,
      });
      return JSON.stringify({ ...output, exit_code: exitCode, traceId: randomUUID() });
    });
  },
);

/** Nothing else of the environment of this process: there may be keys in it. */
const baseEnvironment = (root: string): Record<string, string> => {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', SystemRoot: windows } = process.env;
  return { PATH, HOME: root, ...(windows !== undefined && { SystemRoot: windows }) };
};

const refuseNul = (command: string, envs: Readonly<Record<string, string>>): void => {
  if (command.includes('\0')) throw new InvalidRequest('command', 'must not have NUL in it');
  const isUsable = ([name, value]: [string, string]): boolean => /^[^\0=]+$/.test(name) && !value.includes('\0');
  if (!Object.entries(envs).every(isUsable)) throw new InvalidRequest('envs', 'must be variables by their names');
};
