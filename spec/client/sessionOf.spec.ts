import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  agbSession,
  agentBaySession,
  contextSync,
  type AgentBaySession,
  type ClientOptions,
  type Session,
} from '../../src/index.js';
import { emulated } from '../support/emulated.js';
import { json, startServer } from '../support/server.js';
import { services, type TestedService } from '../support/services.js';
import { agbLine, agentBayLine, type WireLine } from '../support/wire.js';

const [agb, agentBay] = services as readonly [TestedService, TestedService];
const each: readonly (TestedService & {
  readonly lineOf: WireLine;
  readonly open: (sessionId: string, options?: ClientOptions) => Session;
})[] = [
  { ...agb, lineOf: agbLine, open: agbSession },
  { ...agentBay, lineOf: agentBayLine, open: agentBaySession },
];

const options = { retryInterval: 1, settlePolls: 0, requestTimeout: 1000 };

/** Everything that a session can be asked: what was done of it. */
const askAll = async (session: Session): Promise<readonly boolean[]> => {
  const results = [
    await session.context.info({ contextId: 'SdkCtx-1', taskType: 'upload' }),
    await session.context.sync(options),
    await session.info(),
    await session.keepAlive(),
    await session.delete({ syncContext: options, retryInterval: 1, timeout: 1000 }),
  ];
  return results.map(({ success }) => success);
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(each)('a session of $name by its id, without a client', ({ client, speech, prefix, lineOf, open }) => {
  it('asks what the session of a client asks, and gives what that gives', async () => {
    const server = await startServer(({ url }, response) => {
      const isGone = /getSessionInfo|GetSessionDetail/.test(url);
      json(response, 200, isGone ? speech.good({ Status: 'FINISH' }) : speech.good({}));
    });
    const settings = { apiKey: 'any-key', endpoint: server.url };
    expect(await askAll(open(' s-1 ', settings))).toEqual([true, true, true, true, true]);
    const asked = server.received.map(lineOf);
    expect(await askAll(client(settings).session('s-1'))).toEqual([true, true, true, true, true]);
    expect(asked).toHaveLength(11);
    expect(server.received.map(lineOf).slice(asked.length)).toEqual(asked);
  });

  it('says the same service in its handles, and is a session for a client', async () => {
    const {
      client: known,
      session,
      emulator,
    } = await emulated(
      {},
      services.find((one) => one.prefix === prefix),
    );
    const alone = open(session.sessionId, { apiKey: 'any-key', endpoint: emulator.url });
    const { handle } = await alone.context.start();
    expect(await session.context.follow(handle, { retryInterval: 10 })).toMatchObject({ state: 'succeeded' });
    expect(alone.context.session).toBe(alone);
    expect(await known.delete(alone, { retryInterval: 10 })).toMatchObject({ state: 'deleted' });
  });

  it('is settled like a client', () => {
    for (const name of ['API_KEY', 'ENDPOINT']) vi.stubEnv(`${prefix}_${name}`, undefined);
    expect(() => open('s-1')).toThrow(`${prefix}_API_KEY`);
    expect(() => open('s-1', { apiKey: 'any-key', endpoint: 'http://example.com' })).toThrow(
      '`endpoint` must be https',
    );
    expect(() => open(' ', { apiKey: 'any-key' })).toThrow('`sessionId` must be text that is not blank');
    vi.stubEnv(`${prefix}_API_KEY`, 'any-key');
    expect(open('s-1').sessionId).toBe('s-1');
  });
});

describe('a session of AgentBay, without a client', () => {
  it('binds contexts', async () => {
    const { session, context, emulator } = await emulated({}, agentBay);
    const alone: AgentBaySession = agentBaySession(session.sessionId, { apiKey: 'any-key', endpoint: emulator.url });
    const bound = await alone.context.bind(contextSync(context.id, '/tmp/more'), { retryInterval: 10 });
    expect(bound).toMatchObject({ success: true, missing: [] });
    expect(await alone.context.listBindings()).toMatchObject({
      bindings: [{ path: '/home/my-data' }, { path: '/tmp/more' }],
    });
  });
});
