import { allFieldsOf, toldInRoom } from './docstrings.js';

/** What to do about each error: the part of the page that no docstring has. */
const toDo: Readonly<Record<string, readonly string[]>> = {
  InvalidRequest: [
    'Give what `rule` says for the `option` that is named. It is a mistake in the program: another try fails just so.',
  ],
  Unauthorized: [
    'Check `apiKey`, and that `endpoint` is of the service that gave it.',
    'Where a sync was under way, it may have ended well: with a good key, `follow` its `handle`.',
  ],
  NotFound: [
    'The session or the context is gone, or its id is of the other service or region: `list` tells what is there.',
    'A session that was released took with it what was not uploaded.',
  ],
  Refused: ['Do as `serviceMessage` says. With a question to the service, tell the `requestId`.'],
  RateLimited: [
    'In a sync there is nothing to do: it waits, and goes on by itself. Elsewhere, ask again after `retryAfter`.',
    'Where it comes often: one client for all syncs (they share their polls), a longer `pacing`, a smaller `maxConcurrency`.',
  ],
  Unavailable: [
    'In a sync there is nothing to do: the next poll comes on time. Elsewhere, ask again later.',
    'Without an `httpStatus` nobody answered: check `endpoint`, the network, and in a page that its origin is allowed (CORS).',
  ],
  BadAnswer: [
    'In a sync there is nothing to do: the next poll comes on time.',
    'Where each answer is so, somebody on the way gives other ones than the service: a proxy, or a page to log in. Look at `endpoint`.',
  ],
  TimedOut: [
    '`follow` the newest `handle`: the service may still finish, or have finished. Syncing again would begin a second one.',
    'Where `limit` is `settlePolls`, no task of the sync was listed: its trigger was most likely lost, so sync again. `listed` has what is listed instead.',
    'Where it comes often, raise the option that `limit` names.',
  ],
  TaskFailed: [
    'Mend what the `errorMessage` of each of `tasks` says (a full disk, a path that is not there), then sync again.',
    'What the other tasks moved stays moved.',
  ],
};

const chapterOf = (name: string, room: ReturnType<typeof toldInRoom>): string => {
  const fields = [...allFieldsOf(name, room)].filter(([field]) => field !== '_tag');
  const rows = fields.map(([field, says]) => [`\`${field}\``, says.replaceAll('|', '\\|')] as const);
  return `
## ${name}

${room.get(name)?.says ?? ''}

${(toDo[name] ?? []).map((line) => `- ${line}`).join('\n')}

${tableOf([['field', 'meaning'], ...rows])}
`;
};

/** A table of two columns in Markdown, as the format wants it: as wide as its widest cells. */
const tableOf = ([head = ['', ''], ...rows]: readonly (readonly [string, string])[]): string => {
  const widthOf = (index: 0 | 1): number => Math.max(...[head, ...rows].map((row) => row[index].length));
  const line = ([left, right]: readonly [string, string]): string =>
    `| ${left.padEnd(widthOf(0))} | ${right.padEnd(widthOf(1))} |`;
  return [line(head), `| ${'-'.repeat(widthOf(0))} | ${'-'.repeat(widthOf(1))} |`, ...rows.map(line)].join('\n');
};

/** The errors that the page is about, in its order. */
export const errorNames: readonly string[] = Object.keys(toDo);

/** The page of all errors: what they are, by their docstrings, and what to do about each. */
export const errorsPage = (): string => {
  const room = toldInRoom('src/model/errors');
  return `<!-- Made by \`npm run docs:errors\`, of the docstrings. -->

# Errors, and what to do about each

Each result without success has an \`error\`, a real \`Error\` that \`_tag\` tells apart. \`isTransient(error)\` says whether another try is
worth it. What a remote service does is never a stream error, unless \`throwOnFailure()\` makes it one.

\`\`\`ts
import { AGB } from 'rx-context-sync';

const { context } = new AGB().session('s-1');
const result = await context.sync({ mode: 'upload' });

if (!result.success) {
  const { error } = result;
  switch (error._tag) {
    case 'TaskFailed':
      for (const task of error.tasks) console.error(task.path, task.errorMessage);
      break;
    case 'TimedOut':
      console.log('still going on?', (await context.follow(result.handle)).state);
      break;
    default:
      console.error(error.message); // one line, which ends with what can be done where that is known
  }
}
\`\`\`

The error that ends a sync has \`lastSnapshot\`, \`answers\` (how many polls were answered how) and \`lastDelay\` besides.
${errorNames.map((name) => chapterOf(name, room)).join('')}`;
};
