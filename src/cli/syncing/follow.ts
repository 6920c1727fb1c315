import type { SyncHandle } from '../../index.js';
import type { Program } from '../options/Program.js';
import { UsageError } from '../process/UsageError.js';
import { clientOf, type ServiceFlag, type ServiceFlags } from '../services/clientOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { sessionIn } from '../services/sessionIn.js';
import { followOptions } from './followFlags.js';
import { readHandles } from './readHandles.js';
import { showSyncs } from './showSyncs.js';
import {
  failFastOption,
  handleOption,
  jsonOption,
  maxRetriesOption,
  requestTimeoutOption,
  retryIntervalOption,
  settlePollsOption,
  timeoutOption,
} from './syncOptions.js';
import { titleOf } from './targets.js';

/** Adds `follow`. */
export const addFollow = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('follow')
    .summary('follows what was started before; triggers nothing')
    .description('Follows syncs that sync or start began, to the end. Never triggers one.')
    .argument('[handle...]', 'JSON, a file, or - for stdin (default)')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .addOption(retryIntervalOption())
    .addOption(maxRetriesOption())
    .addOption(timeoutOption('285000'))
    .addOption(requestTimeoutOption())
    .addOption(settlePollsOption())
    .addOption(failFastOption())
    .addOption(handleOption())
    .addOption(jsonOption())
    .action(
      act(async (given, flags) => {
        const handles = await readHandles(given, signal);
        const managerOf = managers(flags);
        const jobs = handles.map((handle) => ({
          title: titleOf(handle),
          handle,
          snapshots: () => managerOf(handle).follow$(handle, followOptions(flags)),
        }));
        return showSyncs(jobs, { ...flags, signal, names: { handle: 'the handle' } });
      }),
    );
};

/** The contexts of the session of each handle, by one client for each service. */
const managers = (flags: ServiceFlags) => {
  const clients = new Map<ServiceFlag | undefined, ReturnType<typeof clientOf>>();
  return (handle: SyncHandle) => {
    const service = serviceOf(handle, flags);
    const client = clients.get(service) ?? clientOf({ ...flags, service });
    clients.set(service, client);
    return sessionIn(client, handle.sessionId).context;
  };
};

/** Handles of 0.1.0 do not say it. */
const serviceOf = ({ service }: SyncHandle, { service: given }: ServiceFlags): ServiceFlag | undefined => {
  const own = service && ({ AGB: 'agb', AgentBay: 'agentbay' } as const)[service];
  if (own !== undefined && given !== undefined && own !== given)
    throw new UsageError(`rx-context-sync: --service must be ${own}, or not given: the handle is of it`);
  return own ?? given;
};
