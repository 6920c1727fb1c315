import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AgentBay, contextSync } from '../../src/index.js';
import { agentBaySpeech } from '../support/scriptedService.js';
import { json, startServer } from '../support/server.js';
import { inQuietTime } from '../support/time.js';
import { agentBayLine } from '../support/wire.js';

const policy =
  '{"uploadPolicy":{"autoUpload":true,"uploadStrategy":"UploadBeforeResourceRelease","uploadMode":"File"},' +
  '"downloadPolicy":{"autoDownload":true,"downloadStrategy":"DownloadAsync"},"deletePolicy":{"syncLocalFile":true},' +
  '"extractPolicy":{"extract":true,"deleteSrcFile":true,"extractToCurrentFolder":false},' +
  '"recyclePolicy":{"lifecycle":"Lifecycle_Forever","paths":[""]},' +
  '"bwList":{"whiteLists":[{"path":"","excludePaths":[]}]}}';

const first = contextSync('SdkCtx-1', '/tmp/a');
const second = contextSync('SdkCtx-2', '/tmp/b');
const listed = (ContextId: string, Path: string) => ({
  ContextId,
  ContextName: 'n',
  Path,
  Policy: policy,
  BindTime: 't',
});

/** A service that takes the binding, then lists these, one list for each poll; the last one for ever. */
const serviceOf = async (...lists: readonly unknown[]) => {
  let polls = 0;
  const server = await startServer((request, response) => {
    const isBind = request.url.includes('Action=BindContexts');
    const data = isBind ? undefined : (lists[Math.min(polls++, lists.length - 1)] as object);
    json(response, 200, agentBaySpeech.good(data));
  });
  const { context } = new AgentBay({ apiKey: 'any-key', endpoint: server.url }).session('s-1');
  return { server, context };
};

describe('bind', () => {
  it('is followed until all are listed', async () => {
    const { server, context } = await serviceOf(
      [],
      [listed('SdkCtx-1', '/tmp/a/')],
      [listed('SdkCtx-2', '/tmp/b'), listed('SdkCtx-1', '/tmp/a')],
    );
    const snapshots = await lastValueFrom(context.bind$([first, second], { retryInterval: 1 }).pipe(toArray()));
    expect(snapshots).toMatchObject([
      { done: false, success: false, bindings: [], missing: [first, second], polls: 1 },
      { done: false, missing: [second], polls: 2 },
      { done: true, success: true, missing: [], polls: 3, requestId: 'R', errorMessage: '' },
    ]);
    expect(server.received.map(agentBayLine)).toEqual([
      `BindContexts||PersistenceDataList=${JSON.stringify([
        { ContextId: 'SdkCtx-1', Path: '/tmp/a', Policy: policy },
        { ContextId: 'SdkCtx-2', Path: '/tmp/b', Policy: policy },
      ])}&SessionId=s-1`,
      ...Array<string>(3).fill('DescribeSessionContexts||SessionId=s-1'),
    ]);
  });

  it('is honest about what is not listed, nor at another path', async () => {
    const { context } = await serviceOf([listed('SdkCtx-1', '/elsewhere')]);
    const bound = await inQuietTime(() => context.bind(first, { retryInterval: 5, timeout: 60 }));
    expect(bound).toMatchObject({
      done: true,
      success: false,
      missing: [first],
      bindings: [{ path: '/elsewhere' }],
      error: { _tag: 'TimedOut', operation: 'bind', limit: 'timeout', allowed: 60 },
    });
  });

  it('tells a refusal', async () => {
    const server = await startServer((_, response) =>
      json(response, 200, agentBaySpeech.bad('PathAlreadyBound', 'taken')),
    );
    const { context } = new AgentBay({ apiKey: 'any-key', endpoint: server.url }).session('s-1');
    expect(await context.bind(first)).toMatchObject({
      done: true,
      success: false,
      bindings: [],
      polls: 0,
      requestId: 'R',
      error: { _tag: 'Refused', code: 'PathAlreadyBound' },
    });
    expect(server.received).toHaveLength(1);
  });

  it('sends nothing for a wrong argument', async () => {
    const { server, context } = await serviceOf([]);
    expect(await context.bind([])).toMatchObject({ error: { option: 'contextSyncs', rule: 'must not be empty' } });
    expect(await context.bind('c' as never)).toMatchObject({ error: { option: 'contextSyncs' }, missing: [] });
    expect(await context.bind(first, { timeout: 0 })).toMatchObject({ error: { option: 'timeout' } });
    expect(server.received).toHaveLength(0);
  });
});

describe('listBindings', () => {
  it('gives what is mounted, with its policy', async () => {
    const { context } = await serviceOf([{ ContextId: 'c', Path: '/p', Policy: null }, listed('SdkCtx-1', '/tmp/a')]);
    expect(await context.listBindings()).toMatchObject({
      success: true,
      bindings: [
        { contextId: 'c', contextName: '', path: '/p', policy: '', bindTime: '' },
        { contextId: 'SdkCtx-1', path: '/tmp/a', policy, bindTime: 't' },
      ],
    });
  });

  it.each([
    ['no list', { a: 1 }, 'data'],
    ['a binding of nothing', [{ Path: '/p' }], 'data.0.contextId'],
    ['a policy that is no text', [{ ContextId: 'c', Policy: {} }], 'data.0.policy'],
  ])('takes %s for unreadable', async (_, data, where) => {
    const { context } = await serviceOf(data);
    expect(await context.listBindings()).toMatchObject({ error: { _tag: 'BadAnswer', where } });
  });
});
