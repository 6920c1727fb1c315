import type { ConsoleView } from './ConsoleState.js';

/** What a page asks to look at. Whatever stands there is looked for; what is not there is not found. */
export const viewOf = (query: URLSearchParams): ConsoleView => ({
  named: query.get('named') ?? '',
  session: query.get('session') ?? '',
  context: query.get('context') ?? '',
  folder: query.get('folder') ?? '/',
  page: countIn(query.get('page'), 0),
  find: query.get('find') ?? '',
  failed: query.has('failed'),
  before: countIn(query.get('before'), Number.POSITIVE_INFINITY),
});

const countIn = (text: string | null, otherwise: number): number =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
