import path from 'node:path';
import {
  concatMap,
  defer,
  finalize,
  from,
  lastValueFrom,
  map,
  tap,
  throwIfEmpty,
  toArray,
  type Observable,
} from 'rxjs';
import { isContextError, type AGB, type AgentBay, type DownloadOptions, type TransferSnapshot } from '../../index.js';
import { refuseTwice } from '../files/localFiles.js';
import { receiving } from '../files/receiving.js';
import { notBlank } from '../options/notBlank.js';
import { numberIn } from '../options/values.js';
import type { Program } from '../options/Program.js';
import { throwOnAbort } from '../process/throwOnAbort.js';
import { clientOf } from '../services/clientOf.js';
import { accepted } from '../services/inFlags.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { printable } from '../terminal/printable.js';
import { filesBelow } from './filesBelow.js';
import { remoteName } from './remoteName.js';
import { transfer } from './transfer.js';

/** Adds `pull`. */
export const addPull = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('pull')
    .summary('fetches files and folders of a context')
    .description('Fetches files and folders of a context to this machine, without a session.')
    .argument('<context>', 'its id')
    .argument('<path...>', 'as sessions see them; one that ends in / is a folder')
    .option('--to <folder>', 'the folder that they go to (default: this one)', '.')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--timeout <ms>', 'for each file (default: 300000)', numberIn)
    .option('--request-timeout <ms>', 'for the request before it (default: 60000)', numberIn)
    .option('--json', 'print each snapshot as a line of JSON')
    .action(
      act(async (contextId, given, { json, to, timeout, requestTimeout, ...flags }) => {
        notBlank('the context', [contextId]);
        notBlank('the path', given);
        notBlank('--to', [to]);
        const client = clientOf(flags);
        const files = await lastValueFrom(
          from(given).pipe(
            concatMap((place) => remoteFiles(client, contextId, place).pipe(throwIfEmpty(() => noFiles(place)))),
            toArray(),
            throwOnAbort(signal),
          ),
          { defaultValue: [] },
        ).catch((error: unknown) => {
          if (isContextError(error)) accepted({ error }, { contextId: 'the context', parentFolderPath: 'the path' });
          throw error;
        });
        refuseTwice(files.map(({ name }) => name));
        const jobs = files.map(({ filePath, name }) => ({
          title: printable(filePath),
          snapshots: fetched(client, { contextId, filePath, to: path.join(to, name) }, { timeout, requestTimeout }),
        }));
        return transfer(contextId, jobs, { json, signal });
      }),
    );
};

/** A file of a context, and what it is called below the folder that it goes to. */
interface RemoteFile {
  readonly filePath: string;
  readonly name: string;
}

const remoteFiles = (client: AGB | AgentBay, contextId: string, place: string): Observable<RemoteFile> => {
  if (!place.endsWith('/')) return from([{ filePath: place, name: remoteName(path.posix.basename(place)) }]);
  const folder = place.replace(/\/+$/, '');
  return filesBelow(client, contextId, folder || '/').pipe(
    map((filePath) => ({
      filePath,
      name: remoteName(path.posix.relative(path.posix.dirname(folder || '/'), filePath)),
    })),
  );
};

const noFiles = (place: string): Error => new Error(`there are no files in ${printable(place)}`);

const fetched = (
  { context }: AGB | AgentBay,
  { contextId, filePath, to }: { readonly contextId: string; readonly filePath: string; readonly to: string },
  options: DownloadOptions,
): Observable<TransferSnapshot> =>
  defer(() => {
    const { to: sink, keep, close } = receiving(to);
    return context.downloadFile$(contextId, filePath, { ...options, to: sink }).pipe(
      tap(({ success }) => {
        if (success) keep();
      }),
      finalize(close),
    );
  });
