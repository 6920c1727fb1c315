import { UsageError } from '../process/UsageError.js';

/**
 * Without `--` before them, npm takes options for its own, and the command is left with their values, or with nothing.
 *
 * @throws {@link UsageError} that says what to write.
 */
export const refuseTakenByNpm = (env: NodeJS.ProcessEnv, [folder = 'PATH']: readonly string[]): void => {
  const { npm_lifecycle_event: script, npm_package_name: name, npm_config_dir: taken, npm_config_web: web } = env;
  if (script !== 'start' || name !== 'rx-context-sync') return;
  if (web !== undefined) throw takenByNpm('--web', '--web');
  if (taken === undefined) return;
  const dir = taken === '' || taken === 'true' ? folder : taken;
  throw takenByNpm('--dir', `--dir ${dir}`);
};

const takenByNpm = (flag: string, written: string): UsageError =>
  new UsageError(`rx-context-sync: npm took ${flag} for an option of its own; write npm start -- ${written}`);
