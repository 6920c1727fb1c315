import type { ServerResponse } from 'node:http';
import { actionIn, agentBayProtocol } from '../protocol/agentBayProtocol.js';
import { agbProtocol } from '../protocol/agbProtocol.js';
import { newRequestId } from '../protocol/wireForms.js';
import type { Journal } from '../state/Journal.js';
import { garbled, isLeftWithoutAnswer, refusalIn } from '../faults/injectFault.js';
import type { OpenWorld } from '../service/openRuntime.js';
import { operations } from '../service/operations.js';
import type { Ask, HttpAsk } from '../protocol/Protocol.js';
import { Refusal } from '../protocol/ServiceRefusal.js';
import { refusalOf } from '../protocol/refusalOf.js';
import type { Trouble } from '../faults/Trouble.js';

/** What an answer is made of. */
export interface ApiParts {
  /** The world that is open now. */
  readonly current: () => OpenWorld;
  /** Does something in a world that is not about to end. */
  readonly pass: <T>(work: () => Promise<T>) => Promise<T>;
  readonly journal: Journal;
  /** Whose contexts a key sees. Throws a {@link Refusal} where the key is not known. */
  readonly ownerOf: (apiKey: string | undefined) => string;
}

/** Answers a request for an operation, in the protocol that it came in, with the trouble that was asked for. */
export const answerApi = async (parts: ApiParts, ask: HttpAsk, response: ServerResponse): Promise<void> => {
  const { current, pass, journal } = parts;
  const { world } = current();
  const protocol = actionIn(ask) === undefined && ask.path !== '/' ? agbProtocol : agentBayProtocol;
  const requestId = newRequestId();
  const at = world.clock();
  const read = attempt(() => protocol.read(ask));
  const { operation, fields }: Pick<Ask, 'operation' | 'fields'> =
    'right' in read ? read.right : { operation: '', fields: {} };
  const trouble = world.troubles.of(operation);
  const note = (httpStatus: number, code: string): void => {
    const { authorization: _key, ...shown } = fields;
    journal.addRequest({ at, operation, fields: shown, httpStatus, code, requestId });
  };

  if (await isLeftWithoutAnswer(trouble, response, world.stop)) {
    note(0, String(trouble.connection));
    return;
  }
  const result = 'right' in read ? await pass(() => run(parts, read.right, trouble)) : read.wrong;
  const isRefusal = result instanceof Refusal;
  const httpStatus = isRefusal ? result.httpStatus : 200;
  note(httpStatus, isRefusal ? result.code : 'ok');
  const body = isRefusal ? protocol.bad(result, requestId) : protocol.good(result, requestId);
  write(response, httpStatus, body, trouble);
};

const run = async ({ current, ownerOf }: ApiParts, { operation, fields, apiKey }: Ask, trouble: Trouble) => {
  try {
    const refusal = refusalIn(trouble);
    if (refusal !== undefined) throw refusal;
    const known = Object.hasOwn(operations, operation) ? operations[operation as keyof typeof operations] : undefined;
    const owner = ownerOf(apiKey);
    if (!known) throw new Refusal('InvalidAction.NotFound', 'There is no such operation.', 404);
    return await known({ service: current().service, owner, fields, trouble });
  } catch (error) {
    return refusalOf(error);
  }
};

const write = (
  response: ServerResponse,
  httpStatus: number,
  body: object,
  { connection, retryAfter }: Trouble,
): void => {
  const text = connection === 'garble' ? garbled : JSON.stringify(body);
  response.writeHead(httpStatus, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
  if (connection !== 'cut') response.end(text);
  // The client is to see the headers before the body breaks off.
  else response.write(text.slice(0, text.length / 2), () => setTimeout(() => response.destroy(), 2));
};

const attempt = <T>(make: () => T): { readonly right: T } | { readonly wrong: Refusal } => {
  try {
    return { right: make() };
  } catch (error) {
    return { wrong: error instanceof Refusal ? error : new Refusal('InvalidParameter', String(error)) };
  }
};
