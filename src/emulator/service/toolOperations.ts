import { parseJson, requiredField } from '../protocol/fields.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { sessionIdOf, type Operations } from './Operation.js';

/** The tools of sessions. */
export const toolOperations = {
  ListMcpTools: ({ service, owner, fields }) => {
    // The clients ask for those of an image, without a session (docs/protocol.md, section 11).
    if (fields['sessionId'] !== undefined) service.sessions.get(owner, fields['sessionId']);
    return { data: service.tools.list };
  },
  CallMcpTool: async (call) => {
    const { service, owner, fields, isFromLocalProgram } = call;
    const request = { name: requiredField(fields, 'name'), args: argumentsOf(fields['args']), isFromLocalProgram };
    return { data: await service.tools.call(owner, sessionIdOf(call), request) };
  },
} satisfies Partial<Operations>;

const argumentsOf = (json = '{}'): object => {
  const args = parseJson(json);
  if (typeof args === 'object' && args !== null && !Array.isArray(args)) return args;
  throw new ServiceRefusal('InvalidParameter', 'args must be JSON of an object.');
};
