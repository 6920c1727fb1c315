import { Hono, type Context as Exchange } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as t from 'io-ts';
import { StatusString } from '../protocol/StatusString.js';
import type { EmulatedService, MountRequest } from './EmulatedService.js';
import { newRequestId } from './ids.js';
import { Refusal } from './Refusal.js';

/** AGB's paths (wire-protocol.md, sections 1.2 and 4): parameters in the query below `/sdk`, in a JSON body below `/mcp`. */
export const agbRoutes = (service: EmulatedService): Hono => {
  const app = new Hono();

  app.use(async (exchange, next) => {
    const authorization = exchange.req.header('authorization') ?? '';
    if (!/^Bearer \S/.test(authorization)) throw new Refusal('Unauthorized', 'The API key is missing.', 401);
    await next();
  });

  app.get('/sdk/GetContext', async (exchange) => {
    const { id, name, allowCreate } = given(exchange);
    const create = allowCreate?.toLowerCase() === 'true';
    if (id === undefined) return answer(exchange, await service.contextByName(needed(name, 'name'), create));
    if (create) throw new Refusal('InvalidParameter', 'A context cannot be made with a given id.');
    return answer(exchange, service.contextById(id));
  });

  app.get('/sdk/GetContextInfo', (exchange) => {
    const { sessionId, contextId, path, taskType } = given(exchange);
    const session = service.session(needed(sessionId, 'sessionId'));
    const tasks = session
      .info()
      .filter((task) => !contextId || task.contextId === contextId)
      .filter((task) => !path || session.folder(task.path) === session.folder(path))
      .filter((task) => !taskType || task.taskType === taskType);
    return answer(exchange, { contextStatus: StatusString.encode(tasks) });
  });

  app.post('/sdk/SyncContext', (exchange) => {
    const { sessionId, contextId, path, mode = 'upload' } = given(exchange);
    if (mode !== 'upload' && mode !== 'download') {
      throw new Refusal('InvalidParameter.Mode', `The mode ${JSON.stringify(mode)} is not known.`);
    }
    if (Boolean(contextId) !== Boolean(path)) {
      throw new Refusal('InvalidParameter', 'contextId and path are given both, or neither.');
    }
    service.session(needed(sessionId, 'sessionId')).sync(mode, contextId, path);
    return answer(exchange);
  });

  app.post('/mcp/createSession', async (exchange) => {
    needed(given(exchange)['imageId'], 'imageId');
    const body = read(createSessionBody, await json(exchange));
    const session = await service.createSession((body.persistenceDataList ?? []).map(mountRequest));
    return answer(exchange, { sessionId: session.sessionId, success: true, errMsg: '' });
  });

  app.post('/mcp/getSessionInfo', async (exchange) => {
    const session = service.session(read(sessionBody, await json(exchange)).sessionId);
    return answer(exchange, { status: session.status });
  });

  app.on('POST', ['/mcp/releaseSessionAsync', '/mcp/releaseSession'], async (exchange) => {
    service.release(read(sessionBody, await json(exchange)).sessionId);
    return answer(exchange);
  });

  app.notFound((exchange) =>
    refuse(exchange, new Refusal('InvalidAction.NotFound', 'There is no such operation.', 404)),
  );
  app.onError((error, exchange) =>
    refuse(exchange, error instanceof Refusal ? error : new Refusal('InternalError', error.message, 500)),
  );
  return app;
};

const answer = (exchange: Exchange, data?: object): Response =>
  exchange.json({ success: true, code: 'ok', message: '', httpStatusCode: 200, requestId: newRequestId(), data });

const refuse = (exchange: Exchange, { code, message, httpStatus }: Refusal): Response =>
  exchange.json(
    { success: false, code, message, httpStatusCode: httpStatus, requestId: newRequestId() },
    httpStatus as ContentfulStatusCode,
  );

/** The parameters of the query; what is blank counts as absent (wire-protocol.md, section 4.1). */
const given = (exchange: Exchange): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(exchange.req.query()).map(([name, value]) => [name, value.trim() === '' ? undefined : value.trim()]),
  );

const needed = (value: string | undefined, name: string): string => {
  if (value === undefined) throw new Refusal('InvalidParameter', `${name} is missing.`);
  return value;
};

/** The TypeScript client says JSON and sends no body at all (wire-protocol.md, section 1.2). */
const json = async (exchange: Exchange): Promise<unknown> => parsed((await exchange.req.text()) || '{}');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('InvalidParameter', 'What should be JSON is not.');
  }
};

const read = <A>(codec: t.Decoder<unknown, A>, input: unknown): A => {
  const decoded = codec.decode(input);
  if (decoded._tag === 'Right') return decoded.right;
  const where = decoded.left[0]?.context.map((entry) => entry.key).filter((key) => /[a-z]/i.test(key));
  throw new Refusal('InvalidParameter', `What was sent is not usable: ${where?.join('.') || 'all of it'}.`);
};

const sessionBody = t.type({ sessionId: t.string });

const nullable = <C extends t.Mixed>(codec: C) => t.union([codec, t.null, t.undefined]);

const persistenceData = t.type({ contextId: t.string, path: t.string, policy: nullable(t.string) });

const createSessionBody = t.type({ persistenceDataList: nullable(t.array(persistenceData)) });

/** The switches of a policy that the emulator heeds; a policy may be partial, and hold nulls (wire-protocol.md, 4.6). */
const switches = nullable(
  t.type({
    uploadPolicy: nullable(t.type({ autoUpload: nullable(t.boolean) })),
    downloadPolicy: nullable(t.type({ autoDownload: nullable(t.boolean) })),
  }),
);

const mountRequest = ({ contextId, path, policy }: t.TypeOf<typeof persistenceData>): MountRequest => {
  const heeded = read(switches, parsed(policy || 'null'));
  return {
    contextId,
    path,
    autoUpload: heeded?.uploadPolicy?.autoUpload ?? true,
    autoDownload: heeded?.downloadPolicy?.autoDownload ?? true,
  };
};
