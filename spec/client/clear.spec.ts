import { describe, expect, it } from 'vitest';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';

describe.each(services)('clear with $name', (service) => {
  const { speech } = service;

  /** A service whose context is in these states, one for each poll; in the last one for ever. */
  const serviceWith = async (...states: readonly string[]) => {
    const server = await startServer((_, response, index) => {
      const state = states[Math.min(index, states.length) - 1] ?? '';
      json(response, 200, speech.good(index === 0 ? undefined : { id: 'c', Id: 'c', state, State: state }));
    });
    return { server, context: clientOf(service, server.url).context };
  };

  it('does not miss a clearing that begins after some polls, however quick they are', async () => {
    const { context } = await serviceWith('available', 'available', 'available', 'available', 'clearing', 'available');
    expect(await context.clear('c', { retryInterval: 1 })).toMatchObject({
      success: true,
      state: 'available',
      polls: 6,
    });
  });

  it('goes by the polls alone where the client says how fast its service is', async () => {
    const { server } = await serviceWith('available');
    const { context } = service.client({ apiKey: 'any-key', endpoint: server.url, pacing: 1 });
    expect(await context.clear('c')).toMatchObject({ success: true, polls: 4 });
    const late = await serviceWith('available', 'available', 'clearing', 'available');
    const brisk = service.client({ apiKey: 'any-key', endpoint: late.server.url, pacing: 1 });
    expect(await brisk.context.clear('c', { settlePolls: 2 })).toMatchObject({ success: true, polls: 4 });
  });

  it('is over at once where that is asked for', async () => {
    const { server, context } = await serviceWith('available');
    expect(await context.clear('c', { settlePolls: 0 })).toMatchObject({ success: true, polls: 1 });
    expect(server.received).toHaveLength(2);
  });

  it('sends nothing for a wrong argument', async () => {
    const { server, context } = await serviceWith('available');
    for (const settlePolls of [-1, 0.5, Number.NaN, '2' as never]) {
      const error = { _tag: 'InvalidRequest', option: 'settlePolls' };
      expect(await context.clear('c', { settlePolls })).toMatchObject({ success: false, error });
    }
    expect(server.received).toHaveLength(0);
  });
});
