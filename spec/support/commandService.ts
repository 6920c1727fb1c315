import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startEmulator, type Emulator } from '../../src/emulator/index.js';
import { AGB, AgentBay, contextSync, unwrap, type ContextManager } from '../../src/index.js';
import { writeFiles } from './emulated.js';

export const mountPath = '/home/my-data';

const key = 'key-that-nobody-sees';

/** An emulator for all tests of a file, as the command finds it by its environment. */
export const commandService = () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ apiKeys: [key] });
  });
  beforeEach(async () => {
    await emulator.reset();
  });
  afterAll(() => emulator.close());

  const environment = (name: 'AGB' | 'AGENTBAY'): Readonly<Record<string, string>> => ({
    AGB_API_KEY: '',
    AGENTBAY_API_KEY: '',
    [`${name}_API_KEY`]: key,
    [`${name}_ENDPOINT`]: emulator.url,
    [`${name}_PACING_MS`]: '20',
  });

  const clientOf = (service: 'AGB' | 'AGENTBAY') => {
    const options = { apiKey: key, endpoint: emulator.url, pacing: 10 };
    return service === 'AGB' ? new AGB(options) : new AgentBay(options);
  };

  return {
    key,
    emulator: (): Emulator => emulator,
    environment,
    /** A session with a context that is mounted in it, and a file to upload. */
    newSession: async (service: 'AGB' | 'AGENTBAY' = 'AGB', name = 'my-data') => {
      const client = clientOf(service);
      const { context } = unwrap(await client.context.create(name));
      const contextSyncs = [contextSync(context.id, mountPath)];
      const { session } = unwrap(await client.create({ imageId: 'i', contextSyncs }));
      await writeFiles(emulator.sessionFolder(session.sessionId, mountPath), { 'a.txt': 'a' });
      return { session: session.sessionId, context: context.id };
    },
    /** The contexts of a session of AGB, as the library has them. */
    contextsOf: (session: string): ContextManager => clientOf('AGB').session(session).context,
    /** Lets the service list an upload that does not end, from its second answer on, until there is no trouble any more. */
    hold: ({
      session: sessionId,
      context: contextId,
    }: {
      readonly session: string;
      readonly context: string;
    }): void => {
      const task = { contextId, path: mountPath, taskType: 'upload', status: 'Running', errorMessage: '' };
      const data = JSON.stringify([{ ...task, startTime: 0, finishTime: 0 }]);
      const contextStatus = JSON.stringify([{ type: 'data', data }]);
      emulator.trouble({ operation: 'GetContextInfo', sessionId, contextStatus, after: 1, times: 1e6 });
    },
  };
};
