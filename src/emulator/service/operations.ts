import { StatusString } from '../../protocol/StatusString.js';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import type { EmulatedContext } from '../contexts/ContextRecord.js';
import type { EmulatedService } from './EmulatedService.js';
import { isTrue, needed, wholeIn } from '../protocol/fields.js';
import { labelsIn, mountsIn } from './lists.js';
import type { operationNames } from '../protocol/operationNames.js';
import { pageOf } from './paginate.js';
import type { Fields, Reply } from '../protocol/Protocol.js';
import { Refusal } from '../protocol/ServiceRefusal.js';
import type { Trouble } from '../faults/Trouble.js';

/** One call of the service: who asks for what. */
export interface Call {
  readonly service: EmulatedService;
  readonly owner: string;
  readonly fields: Fields;
  readonly trouble: Trouble;
}

/** Does what a call asks for. A refusal is thrown. */
export type Operation = (call: Call) => Reply | Promise<Reply>;

const nothing: Reply = {};

const contextId = ({ fields }: Call): string => needed(fields, 'contextId', 'id');

const sessionId = ({ fields }: Call): string => needed(fields, 'sessionId');

const shown = ({ id, name, state, createTime, lastUsedTime, osType }: EmulatedContext) => ({
  id,
  name,
  state,
  createTime,
  lastUsedTime,
  osType,
});

const skewed = (tasks: readonly ContextStatusData[], seconds: number): readonly ContextStatusData[] =>
  tasks.map((task) => ({
    ...task,
    startTime: task.startTime && task.startTime + seconds,
    finishTime: task.finishTime && task.finishTime + seconds,
  }));

/** What the service can be asked for (wire-protocol.md, section 4), whatever the protocol. */
export const operations: Readonly<Record<(typeof operationNames)[number], Operation>> = {
  GetContext: ({ service: { contexts }, owner, fields }) => {
    const id = fields['contextId'] ?? fields['id'];
    const create = isTrue(fields['allowCreate']);
    if (id === undefined) return { data: shown(contexts.named(owner, needed(fields, 'name'), create)) };
    if (create) throw new Refusal('InvalidParameter', 'A context cannot be made with a given id.');
    return { data: shown(contexts.get(owner, id)) };
  },
  ListContexts: ({ service: { contexts, sessions }, owner, fields }) => {
    const { sessionId: session } = fields;
    const mounted = session && new Set(sessions.get(owner, session).mounts.map((mount) => mount.contextId));
    const found = contexts.list(owner).filter(({ id }) => !mounted || mounted.has(id));
    const { page, ...reply } = pageOf(found, fields);
    return { ...reply, data: page.map(shown) };
  },
  ModifyContext: (call) => {
    call.service.contexts.rename(call.owner, contextId(call), needed(call.fields, 'name'));
    return nothing;
  },
  DeleteContext: (call) => {
    call.service.contexts.delete(call.owner, contextId(call));
    return nothing;
  },
  ClearContext: (call) => {
    call.service.contexts.clear(call.owner, contextId(call));
    return nothing;
  },

  GetContextFileUploadUrl: (call) => ({
    data: call.service.files.urlOf(call.owner, 'PUT', contextId(call), needed(call.fields, 'filePath')),
  }),
  GetContextFileDownloadUrl: (call) => ({
    data: call.service.files.urlOf(call.owner, 'GET', contextId(call), needed(call.fields, 'filePath')),
  }),
  DescribeContextFiles: async (call) => {
    const { fields } = call;
    const files = await call.service.files.list(call.owner, contextId(call), fields['parentFolderPath'] ?? '/');
    const pageNumber = wholeIn(fields, 'pageNumber', 1, 1_000_000);
    const pageSize = wholeIn(fields, 'pageSize', 50, 1000);
    const start = (pageNumber - 1) * pageSize;
    return { data: files.slice(start, start + pageSize), totalCount: files.length };
  },
  DeleteContextFile: async (call) => {
    await call.service.files.delete(call.owner, contextId(call), needed(call.fields, 'filePath'));
    return nothing;
  },

  CreateSession: ({ service, owner, fields }) => {
    const { sessionId: made } = service.sessions.create({
      owner,
      imageId: fields['imageId'] ?? 'linux_latest',
      labels: labelsIn(fields['labels']),
      // AGB's TypeScript client sends a 0 for none (wire-protocol.md, section 4.6).
      idleTimeout: Number(fields['timeout'] ?? 0) === 0 ? undefined : wholeIn(fields, 'timeout', 1, 100_000_000),
      mounts: mountsIn(fields['persistenceDataList'], service.timeText()),
    });
    return { data: { ...sessionDataOf(service, made), success: true, errMsg: '' } };
  },
  GetSession: (call) => {
    const { status, mounts } = call.service.sessions.get(call.owner, sessionId(call));
    const contexts = mounts.map(({ contextId: id }) => ({ id, name: nameOf(call, id) }));
    return { data: { ...sessionData(call), status, success: true, contexts } };
  },
  GetSessionInfo: (call) => {
    const { status, imageId } = call.service.sessions.get(call.owner, sessionId(call));
    const { appInstanceId } = sessionData(call);
    return { data: { status, imageId, appInstanceId, isDeleted: 0 } };
  },
  GetMcpResource: (call) => {
    const { sessionId: id } = call.service.sessions.get(call.owner, sessionId(call));
    return { data: { sessionId: id, resourceUrl: sessionData(call).resourceUrl } };
  },
  ListMcpTools: (call) => {
    call.service.sessions.get(call.owner, sessionId(call));
    return { data: noTools };
  },
  SetLabel: (call) => {
    call.service.sessions.label(call.owner, sessionId(call), labelsIn(needed(call.fields, 'labels')));
    return nothing;
  },
  GetLabel: (call) => ({
    data: { labels: JSON.stringify(call.service.sessions.get(call.owner, sessionId(call)).labels) },
  }),
  ListSession: ({ service: { sessions }, owner, fields }) => {
    const labels = Object.entries(labelsIn(fields['labels']));
    const status = fields['status']?.toUpperCase();
    const found = sessions
      .list(owner)
      .filter((session) => labels.every(([name, value]) => session.labels[name] === value))
      .filter((session) => status === undefined || session.status === status);
    const { page, ...reply } = pageOf(found, fields);
    return { ...reply, data: page.map((session) => ({ sessionId: session.sessionId, sessionStatus: session.status })) };
  },
  RefreshSessionIdleTime: (call) => {
    const { sessionId: used } = call.service.sessions.get(call.owner, sessionId(call));
    call.service.sessions.use(used);
    return nothing;
  },
  DeleteSession: (call) => {
    call.service.sessions.release(call.owner, sessionId(call));
    return nothing;
  },

  SyncContext: (call) => {
    const { contextId: context, path, mode = 'upload' } = call.fields;
    if (mode !== 'upload' && mode !== 'download') {
      throw new Refusal('InvalidParameter.Mode', `The mode ${JSON.stringify(mode)} is not known.`);
    }
    if ((context === undefined) !== (path === undefined)) {
      throw new Refusal('InvalidParameter', 'contextId and path are given both, or neither.');
    }
    call.service.sessions.sync(call.owner, sessionId(call), mode, context, path);
    return nothing;
  },
  GetContextInfo: (call) => {
    const { contextId: context, path, taskType } = call.fields;
    const { contextStatus, tasks, clockSkew = 0 } = call.trouble;
    if (contextStatus !== undefined) return { data: { contextStatus } };
    const list = call.service.sessions.info(call.owner, sessionId(call), { contextId: context, path, taskType });
    const shownTasks = call.service.listed(JSON.stringify([sessionId(call), context, path, taskType]), list, tasks);
    return { data: { contextStatus: StatusString.encode(skewed(shownTasks, clockSkew)) } };
  },
  GetAndLoadInternalContext: ({ service, owner, fields }) => {
    const id = needed(fields, 'sessionId');
    return { data: service.internalContexts(owner, id) };
  },

  BindContexts: (call) => {
    const mounts = mountsIn(needed(call.fields, 'persistenceDataList'), call.service.timeText());
    if (mounts.length === 0) throw new Refusal('InvalidParameter', 'persistenceDataList must not be empty.');
    call.service.sessions.bind(call.owner, sessionId(call), mounts);
    return nothing;
  },
  DescribeSessionContexts: (call) => {
    return {
      data: call.service.sessions
        .bindings(call.owner, sessionId(call))
        .map(({ contextId: id, path, policy = '', bindTime }) => ({
          contextId: id,
          contextName: nameOf(call, id),
          path,
          policy,
          bindTime,
        })),
    };
  },
};

/** A context may be deleted while it is mounted. */
const nameOf = ({ service: { contexts }, owner }: Call, id: string): string =>
  contexts.has(id) ? contexts.get(owner, id).name : '';

/** There are no tools in these sessions; lists of them are JSON text. */
const noTools = '[]';

const sessionDataOf = (service: EmulatedService, id: string) => ({
  sessionId: id,
  appInstanceId: `ai-${id}`,
  resourceId: `p-${id}`,
  resourceUrl: `${service.files.baseUrl}/?resourceId=p-${id}`,
  toolList: noTools,
});

const sessionData = (call: Call) => sessionDataOf(call.service, sessionId(call));
