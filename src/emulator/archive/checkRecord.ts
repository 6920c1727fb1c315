import * as t from 'io-ts';
import { badArchive, parsed } from './stateArchive.js';

/** What is kept of a context, or a session, as far as it says where things are: ids are names of folders. */
const records: Readonly<Record<string, (id: string) => t.Mixed>> = {
  contexts: (id) => t.type({ id: t.literal(id), number: t.number, owner: t.string, name: t.string, state: t.string }),
  sessions: (sessionId) =>
    t.type({
      sessionId: t.literal(sessionId),
      number: t.number,
      owner: t.string,
      status: t.string,
      labels: t.record(t.string, t.string),
      lastTask: t.number,
      mounts: t.array(t.type({ contextId: t.string, path: t.string })),
      tasks: t.array(t.type({ number: t.number, contextId: t.string, path: t.string, status: t.string })),
    }),
};

/** Whether a file says where things are. The others that tell of the state are as good as not there where they cannot be read. */
export const isRecord = (place: string): boolean => {
  const [root, kind = ''] = place.split('/');
  return root === 'state' && Object.hasOwn(records, kind);
};

/** Refuses a record that an emulator could not go on with. */
export const checkRecord = (place: string, text: string): void => {
  const [, kind = '', file = ''] = place.split('/');
  const codec = records[kind]?.(file.replace(/\.json$/, ''));
  if (codec?.is(parsed(text)) !== true) throw badArchive(`what it says in ${JSON.stringify(place)} cannot be used`);
};
