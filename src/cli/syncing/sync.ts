import type { Program } from '../options/Program.js';
import { clientOf } from '../services/clientOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { followOptions } from './followFlags.js';
import { showSyncs, type KeepHandle } from './showSyncs.js';
import {
  contextOption,
  failFastOption,
  handleOption,
  jsonOption,
  maxRetriesOption,
  modeOption,
  noBaselineOption,
  requestTimeoutOption,
  retryIntervalOption,
  settlePollsOption,
  timeoutOption,
} from './syncOptions.js';
import { targetsOf } from './targets.js';

/** Adds `sync`. */
export const addSync = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('sync')
    .summary('syncs their contexts, and shows how far that is')
    .description('Syncs all contexts of sessions, or some, and shows how far that is to the end.')
    .argument('<session...>')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .addOption(contextOption())
    .addOption(modeOption())
    .addOption(retryIntervalOption())
    .addOption(maxRetriesOption())
    .addOption(timeoutOption('285000'))
    .addOption(requestTimeoutOption())
    .addOption(settlePollsOption())
    .addOption(failFastOption())
    .addOption(noBaselineOption())
    .addOption(handleOption())
    .addOption(jsonOption())
    .action(
      act((sessions, flags) => {
        const client = clientOf(flags);
        const jobs = targetsOf(client, sessions, flags).map(({ title, manager, options }) => ({
          title,
          snapshots: (keep: KeepHandle) =>
            manager.sync$({ ...options, ...followOptions(flags) }, ({ handle, error }) => {
              if (error?._tag !== 'InvalidRequest') keep(handle);
            }),
        }));
        return showSyncs(jobs, { ...flags, signal });
      }),
    );
};
