import { reactive, ref } from '@vue/reactivity';
import { describe, expect, it } from 'vitest';
import { AgentBayContextManager } from '../../src/client/AgentBayContextManager.js';
import type { AgentBay, AGB } from '../../src/index.js';
import { emulated } from '../support/emulated.js';
import { services } from '../support/services.js';

// What frameworks make of the objects that a page keeps: Proxies, all the way down.
describe.each(services)('behind a Proxy, a client of $name', (service) => {
  const inPage = async () => {
    const { client, context, session } = await emulated({}, service);
    const page = reactive({ client, contextId: context.id });
    return { client: page.client as AGB | AgentBay, context: page.client.context, session, contextId: page.contextId };
  };

  it('does all that it does without one', async () => {
    const { client, context, contextId } = await inPage();
    expect(await context.get('my-data')).toMatchObject({ success: true, context: { id: contextId } });
    expect(await context.fileUploadUrl(contextId, '/x')).toMatchObject({ success: true });
    const { sessions } = reactive(await client.list());
    expect(sessions).toHaveLength(1);
    expect(await sessions?.[0]?.session.context.info()).toMatchObject({ success: true });
  });

  it('has sessions that sync and are deleted', async () => {
    const { client, session: real } = await inPage();
    const session = ref(real).value as typeof real;
    expect(session.context).toBe(session.contextManager);
    expect(session.context.session).toBe(session);
    expect(await session.context.sync({ retryInterval: 10 })).toMatchObject({ state: 'succeeded' });
    if (session.context instanceof AgentBayContextManager) {
      expect(await session.context.listBindings()).toMatchObject({ success: true });
    }
    const deletion = client.delete(session, { syncContext: { retryInterval: 10 }, retryInterval: 10 });
    expect(await deletion).toMatchObject({ state: 'deleted' });
  });

  it('has nothing more to show than without', async () => {
    const { client, session } = await inPage();
    for (const shown of [client, ref(session).value, ref(session).value.context]) {
      expect(JSON.stringify(shown)).toMatch(/^\{("sessionId":"[^"]+")?\}$/);
    }
  });
});
