import type { ContextResult } from '../../index.js';
import type { Program } from '../options/Program.js';
import { clientOf } from '../services/clientOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { showEntries, type EntryView } from '../services/showEntries.js';

/** Adds `contexts`. */
export const addContexts = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('contexts')
    .summary('lists contexts; finds or makes one')
    .description('Lists the contexts of the account, or finds one by its name.')
    .argument('[name]')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--create', 'make it where there is none of that name')
    .option('--json', 'print each context as a line of JSON')
    .action(
      act((name, { json, create, ...flags }) => {
        const { context } = clientOf(flags);
        const found = name === undefined ? context.list$({ maxResults: 50 }) : context.get$(name, { create });
        return showEntries(found, view, { json, signal });
      }),
    );
};

const view: EntryView<ContextResult> = {
  header: ['id', 'name', 'state', 'last used'],
  cells: ({ context: { id, name, state, lastUsedTime } }) => [id, name, state, lastUsedTime],
  json: ({ context }) => context,
  names: { name: 'the name' },
};
