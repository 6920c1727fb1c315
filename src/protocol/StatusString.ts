import * as t from 'io-ts';
import { ContextStatusData } from '../model/tasks/ContextStatusData.js';
import { parsedJson } from './json.js';

/** The list that JSON text holds. An array in place of the text is read as that array. */
const listText = new t.Type<readonly unknown[], string, unknown>(
  'JSON text of an array',
  (input): input is readonly unknown[] => Array.isArray(input),
  (input, context) => {
    const list = typeof input === 'string' ? parsedJson(input) : input;
    return Array.isArray(list) ? t.success(list) : t.failure(input, context);
  },
  (list) => JSON.stringify(list),
);

const entries = listText.pipe(t.readonlyArray(t.type({ type: t.string, data: t.unknown }), 'entries with a type'));
const tasks = listText.pipe(t.readonlyArray(ContextStatusData), 'JSON text of an array');

/**
 * The codec of `contextStatus`: tasks on our side, a string of JSON in JSON on the wire (docs/protocol.md, section 5).
 *
 * Only an absent, null or empty string and an empty array read as "no tasks". Whatever else cannot be read whole is a
 * decoding failure: taking it for an empty list is how a client reports a sync as done that is not.
 */
export const StatusString: t.Type<readonly ContextStatusData[], string> = new t.Type(
  'status string',
  (input): input is readonly ContextStatusData[] => t.readonlyArray(ContextStatusData).is(input),
  (input, context) => {
    if (input === undefined || input === null || input === '') return t.success([]);
    const outer = entries.validate(input, context);
    if (outer._tag === 'Left') return outer;
    if (outer.right.length === 0) return t.success([]);

    const lists = outer.right.flatMap((entry, index) =>
      entry.type === 'data'
        ? [tasks.validate(entry.data, t.appendContext(t.appendContext(context, String(index), entries), 'data', tasks))]
        : [],
    );
    if (lists.length === 0) return t.failure(input, context, 'an array with an entry of type `data`');
    const unreadable = lists.find((list) => list._tag === 'Left');
    return unreadable ?? t.success(lists.flatMap((list) => (list._tag === 'Right' ? list.right : [])));
  },
  (list) => JSON.stringify([{ type: 'data', data: JSON.stringify(list) }]),
);
