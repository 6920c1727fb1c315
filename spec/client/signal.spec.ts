import { lastValueFrom, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AgentBay, contextSync, type AGB } from '../../src/index.js';
import { json, startServer } from '../support/server.js';
import { clientOf, handleOf, services } from '../support/services.js';

/** The objects of a client that have operations, by their names. */
const ownersOf = (client: AGB | AgentBay) => {
  const session = client.session('s-1');
  return { client, session, 'session.context': session.context, context: client.context };
};

const prepared = { version: 1, sessionId: 's-1', requestId: '', triggeredAt: 0, accepted: false };

type Owner = keyof ReturnType<typeof ownersOf>;

/** An operation as it is called: what comes before its options, and those of them that it needs. */
interface Row {
  readonly owner: Owner;
  readonly name: string;
  readonly args?: (client: AGB | AgentBay) => readonly unknown[] | Promise<readonly unknown[]>;
  readonly needed?: object;
  /** `watch$` never ends by itself: it has no promise. */
  readonly hasPromise?: false;
}

const inContext = () => ['c'];
const ofFile = () => ['c', '/f'];

const rows: readonly Row[] = [
  { owner: 'client', name: 'create', needed: { imageId: 'i' } },
  { owner: 'client', name: 'get', args: () => ['s-1'] },
  { owner: 'client', name: 'list' },
  { owner: 'client', name: 'delete', args: (client) => [client.session('s-1')] },
  { owner: 'session', name: 'info' },
  { owner: 'session', name: 'keepAlive' },
  { owner: 'session', name: 'delete', needed: { syncContext: true } },
  { owner: 'session.context', name: 'info' },
  { owner: 'session.context', name: 'sync', needed: { mode: 'upload' } },
  { owner: 'session.context', name: 'start', needed: { mode: 'upload' } },
  { owner: 'session.context', name: 'prepare', needed: { mode: 'upload' } },
  { owner: 'session.context', name: 'trigger', args: () => [prepared] },
  { owner: 'session.context', name: 'follow', args: async (client) => [await handleOf(client)] },
  { owner: 'session.context', name: 'watch', args: () => [{}], hasPromise: false },
  { owner: 'context', name: 'get', args: () => ['my-data'], needed: { create: true } },
  { owner: 'context', name: 'create', args: () => ['my-data'] },
  { owner: 'context', name: 'list' },
  { owner: 'context', name: 'update', args: inContext, needed: { name: 'n' } },
  { owner: 'context', name: 'delete', args: inContext },
  { owner: 'context', name: 'clear', args: inContext },
  { owner: 'context', name: 'clearStatus', args: inContext },
  { owner: 'context', name: 'fileUploadUrl', args: ofFile },
  { owner: 'context', name: 'fileDownloadUrl', args: ofFile },
  { owner: 'context', name: 'listFiles', args: () => ['c', '/'] },
  { owner: 'context', name: 'deleteFile', args: ofFile },
  { owner: 'context', name: 'uploadFile', args: () => [...ofFile(), new Blob(['a'])] },
  { owner: 'context', name: 'downloadFile', args: ofFile },
];

const ofAgentBay: readonly Row[] = [
  { owner: 'session.context', name: 'bind', args: () => [contextSync('c', '/p')] },
  { owner: 'session.context', name: 'listBindings' },
];

describe.each(services)('$name', (service) => {
  const { name, speech } = service;
  const own = name === 'AgentBay' ? [...rows, ...ofAgentBay] : rows;

  /** A client of a service that refuses all. */
  const refused = async () => {
    const server = await startServer((_, response) => json(response, 400, speech.bad('No', 'no')));
    return { server, client: clientOf(service, server.url) };
  };

  const call = async <T>(client: AGB | AgentBay, row: Row, member: string, options: object): Promise<T> => {
    const { owner, args = () => [], needed } = row;
    const of = ownersOf(client)[owner] as unknown as Readonly<Record<string, (...given: unknown[]) => T>>;
    const given = [...(await args(client)), { ...needed, ...options }];
    return of[member]?.(...given) as T;
  };

  it('has no other operations', () => {
    const members = Object.entries(ownersOf(clientOf(service, 'http://127.0.0.1:9'))).flatMap(([owner, of]) =>
      Object.keys(of)
        .filter((member) => member.endsWith('$'))
        .map((member) => `${owner}.${member}`),
    );
    expect(members.sort()).toEqual(own.map((row) => `${row.owner}.${row.name}$`).sort());
  });

  it.each(own)('$owner.$name$ refuses a signal by its name, and sends nothing', async (row) => {
    const { server, client } = await refused();
    for (const signal of [AbortSignal.abort('stop'), new AbortController().signal]) {
      const stream = await call<Observable<object>>(client, row, `${row.name}$`, { signal });
      expect(await lastValueFrom(stream)).toMatchObject({
        success: false,
        error: { _tag: 'InvalidRequest', option: 'signal', rule: expect.stringMatching(/unsubscribe/) as string },
      });
    }
    expect(server.received).toEqual([]);
  });

  it.each(own.filter(({ hasPromise }) => hasPromise !== false))(
    '$owner.$name takes one beside the same options, and with an aborted one sends nothing',
    async (row) => {
      const { server, client } = await refused();
      await expect(call(client, row, row.name, { signal: AbortSignal.abort('stop') })).rejects.toBe('stop');
      expect(server.received).toEqual([]);
      expect(await call(client, row, row.name, { signal: new AbortController().signal })).toMatchObject({
        success: false,
        error: { _tag: 'Refused', code: 'No' },
      });
      expect(server.received.length).toBeGreaterThan(0);
      expect(await call(client, row, row.name, { signal: 5 })).toMatchObject({
        success: false,
        error: { _tag: 'InvalidRequest', option: 'signal' },
      });
    },
  );
});
