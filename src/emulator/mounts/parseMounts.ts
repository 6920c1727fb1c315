import * as t from 'io-ts';
import { parseJson, toFields } from '../protocol/fields.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { Mount } from './Mount.js';
import { mountPolicy } from './mountPolicy.js';

const objects = t.array(t.UnknownRecord);

/**
 * The contexts of a `persistenceDataList`: JSON text of an array, with keys in either case; policies may be absent or null
 * (docs/protocol.md, sections 4.6 and 4.9).
 */
export const parseMounts = (text: string | undefined, bindTime: string): readonly Mount[] => {
  const list = objects.decode(text === undefined ? [] : (parseJson(text) ?? []));
  if (list._tag === 'Left')
    throw new ServiceRefusal('InvalidParameter', 'persistenceDataList must be a list of objects.');
  return list.right.map((item) => {
    const texts = Object.entries(item).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    const { contextId, path, policy } = toFields(texts);
    if (contextId === undefined || path === undefined) {
      throw new ServiceRefusal('InvalidParameter', 'A context to mount needs its id and a path.');
    }
    // A policy that cannot be read is told now, not when it is heeded.
    mountPolicy(policy, path);
    return { contextId, path, policy, bindTime };
  });
};
