import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { defer } from 'rxjs';
import { localFiles } from '../files/localFiles.js';
import { notBlank } from '../options/notBlank.js';
import { numberIn } from '../options/values.js';
import type { Program } from '../options/Program.js';
import { clientOf } from '../services/clientOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { printable } from '../terminal/printable.js';
import { transfer } from './transfer.js';

/** Adds `push`. */
export const addPush = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('push')
    .summary('sends files and folders to a context')
    .description('Sends files and folders of this machine to a context, without a session.')
    .argument('<context>', 'its id')
    .argument('<file...>', 'files, and folders with all files in them')
    .requiredOption('--to <folder>', 'the folder that they go to, as sessions see it')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--timeout <ms>', 'for each file (default: 300000)', numberIn)
    .option('--request-timeout <ms>', 'for the request before it (default: 60000)', numberIn)
    .option('--json', 'print each snapshot as a line of JSON')
    .action(
      act(async (contextId, given, { json, to, timeout, requestTimeout, ...flags }) => {
        notBlank('the context', [contextId]);
        notBlank('--to', [to]);
        const { context } = clientOf(flags);
        const files = await localFiles(given, signal);
        if (files.length === 0) throw new Error(`there is nothing to send in ${given.join(', ')}`);
        const jobs = files.map(({ file, name }) => {
          const target = path.posix.join(to, ...name.split(path.sep));
          const snapshots = defer(() => {
            const { size } = statSync(file);
            const content = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
            return context.uploadFile$(contextId, target, content, { size, timeout, requestTimeout });
          });
          return { title: printable(target), snapshots };
        });
        return transfer(contextId, jobs, { json, signal });
      }),
    );
};
