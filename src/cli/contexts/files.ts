import type { FileResult } from '../../index.js';
import type { Program } from '../options/Program.js';
import { clientOf } from '../services/clientOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { showEntries, type EntryView } from '../services/showEntries.js';

/** Adds `files`. */
export const addFiles = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('files')
    .summary('lists a folder of a context')
    .description('Lists what is in a folder of a context, by the paths that sessions see.')
    .argument('<context>', 'its id')
    .argument('[folder]', 'where to look', '/')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--json', 'print each file as a line of JSON')
    .action(
      act((contextId, folder, { json, ...flags }) =>
        showEntries(clientOf(flags).context.listFiles$(contextId, folder), view, { json, signal }),
      ),
    );
};

const view: EntryView<FileResult> = {
  header: ['path', 'type', 'bytes', 'changed'],
  cells: ({ file: { filePath, fileType, size, gmtModified } }) => [filePath, fileType, String(size), gmtModified],
  json: ({ file }) => file,
  names: { contextId: 'the context', parentFolderPath: 'the folder' },
};
