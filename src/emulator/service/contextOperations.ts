import { inTurn } from '../concurrency/inTurn.js';
import type { ContextRecord } from '../contexts/ContextRecords.js';
import { isTrue, requiredField } from '../protocol/fields.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { contextIdOf, noData, type Operations } from './Operation.js';
import { paginate } from './paginate.js';

/** Making, listing, changing and deleting contexts. */
export const contextOperations = {
  GetContext: async ({ service: { contexts }, owner, fields }) => {
    const id = fields['contextId'] ?? fields['id'];
    const create = isTrue(fields['allowCreate']);
    if (id === undefined) {
      const name = requiredField(fields, 'name');
      return { data: contextData(await inTurn(() => contexts.findOrCreate(owner, name, create))) };
    }
    if (create) throw new ServiceRefusal('InvalidParameter', 'A context cannot be made with a given id.');
    return { data: contextData(contexts.get(owner, id)) };
  },
  ListContexts: ({ service: { contexts, sessions }, owner, fields }) => {
    const { sessionId: session } = fields;
    const mounted = session && new Set(sessions.get(owner, session).mounts.map((mount) => mount.contextId));
    const found = contexts.list(owner).filter(({ id }) => !mounted || mounted.has(id));
    const { page, ...reply } = paginate(found, fields);
    return { ...reply, data: page.map(contextData) };
  },
  ModifyContext: (call) => {
    call.service.contexts.rename(call.owner, contextIdOf(call), requiredField(call.fields, 'name'));
    return noData;
  },
  DeleteContext: (call) => {
    call.service.contexts.delete(call.owner, contextIdOf(call));
    return noData;
  },
  ClearContext: (call) => {
    call.service.contexts.clear(call.owner, contextIdOf(call), call.fault.clearDelay);
    return noData;
  },
} satisfies Partial<Operations>;

const contextData = ({ id, name, state, createTime, lastUsedTime, osType }: ContextRecord) => ({
  id,
  name,
  state,
  createTime,
  lastUsedTime,
  osType,
});
