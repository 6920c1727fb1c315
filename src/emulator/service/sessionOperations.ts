import { inTurn } from '../concurrency/inTurn.js';
import { parseMounts } from '../mounts/parseMounts.js';
import { intField, requiredField } from '../protocol/fields.js';
import { contextNameOf, noData, sessionIdOf, type CallContext, type Operations } from './Operation.js';
import { paginate } from './paginate.js';
import { parseLabels } from './parseLabels.js';

/** Making, listing and releasing sessions. */
export const sessionOperations = {
  CreateSession: async (call) => {
    const { service, owner, fields } = call;
    const { sessionId: made } = await service.sessions.create({
      owner,
      imageId: fields['imageId'] ?? 'linux_latest',
      labels: parseLabels(fields['labels']),
      // AGB's TypeScript client sends a 0 for none (docs/protocol.md, section 4.6).
      idleTimeout: Number(fields['timeout'] ?? 0) === 0 ? undefined : intField(fields, 'timeout', 1, 100_000_000),
      mounts: parseMounts(fields['persistenceDataList'], service.now()),
    });
    return { data: { ...sessionDataOf(call, made), success: true, errMsg: '' } };
  },
  GetSession: (call) => {
    const { status, mounts } = call.service.sessions.get(call.owner, sessionIdOf(call));
    const contexts = mounts.map(({ contextId: id }) => ({ id, name: contextNameOf(call, id) }));
    return { data: { ...sessionData(call), status, success: true, contexts } };
  },
  GetSessionInfo: (call) => {
    const { status, imageId } = call.service.sessions.get(call.owner, sessionIdOf(call));
    const { appInstanceId } = sessionData(call);
    return { data: { status, imageId, appInstanceId, isDeleted: 0 } };
  },
  GetMcpResource: (call) => {
    const { sessionId: id } = call.service.sessions.get(call.owner, sessionIdOf(call));
    return { data: { sessionId: id, resourceUrl: sessionData(call).resourceUrl } };
  },
  SetLabel: (call) => {
    call.service.sessions.setLabels(call.owner, sessionIdOf(call), parseLabels(requiredField(call.fields, 'labels')));
    return noData;
  },
  GetLabel: (call) => ({
    data: { labels: JSON.stringify(call.service.sessions.get(call.owner, sessionIdOf(call)).labels) },
  }),
  ListSession: ({ service: { sessions }, owner, fields }) => {
    const labels = Object.entries(parseLabels(fields['labels']));
    const status = fields['status']?.toUpperCase();
    const found = sessions
      .list(owner)
      .filter((session) => labels.every(([name, value]) => session.labels[name] === value))
      .filter((session) => status === undefined || session.status === status);
    const { page, ...reply } = paginate(found, fields);
    return { ...reply, data: page.map((session) => ({ sessionId: session.sessionId, sessionStatus: session.status })) };
  },
  RefreshSessionIdleTime: (call) => {
    const { sessionId: used } = call.service.sessions.get(call.owner, sessionIdOf(call));
    call.service.sessions.touch(used);
    return noData;
  },
  DeleteSession: async (call) => {
    await inTurn(() => {
      call.service.sessions.release(call.owner, sessionIdOf(call));
    });
    return noData;
  },
} satisfies Partial<Operations>;

const sessionDataOf = ({ service, baseUrl }: CallContext, id: string) => ({
  sessionId: id,
  appInstanceId: `ai-${id}`,
  resourceId: `p-${id}`,
  resourceUrl: `${baseUrl}/?resourceId=p-${id}`,
  toolList: service.tools.list,
});

const sessionData = (call: CallContext) => sessionDataOf(call, sessionIdOf(call));
