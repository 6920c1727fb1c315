import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AGB, contextSync, unwrap } from 'rx-context-sync';
import { startEmulator } from 'rx-context-sync/emulator';
import type { Plugin } from 'vite';

const recipes = path.resolve(import.meta.dirname, '..');

/** What runs beside the page, by the names of `SERVER`; workers want a Redis at `REDIS_URL`. */
const programs: Readonly<Record<string, readonly string[]>> = {
  next: ['servers/next/serve.ts'],
  workers: ['workers/server.ts', 'workers/worker.ts'],
};

/** What is synced, with so many files each. */
const contexts = { documents: 5, music: 10, pictures: 15 };

/**
 * While vite serves a page of the recipes, it gives it something to sync: the emulator of the service, a session with three contexts, and
 * the server that `SERVER` names. A page of yours needs none of it but a `server.proxy` that leads to a server of yours.
 */
export const demo = (): Plugin => {
  const { PORT = '3000', SERVER = 'hono' } = process.env;
  return {
    name: 'demo',
    apply: 'serve',
    config: () => ({ server: { proxy: { '/api': `http://127.0.0.1:${PORT}` } } }),
    async configureServer(server) {
      const emulator = await startEmulator({ fileDelay: 300 });
      const syncs = await mkdtemp(path.join(tmpdir(), 'syncs-'));
      // Ctrl-C is to leave nothing behind.
      process.once('SIGINT', () => {
        void Promise.all([emulator.close(), rm(syncs, { recursive: true })]).finally(() => process.exit());
      });
      const env = { AGB_API_KEY: 'demo', AGB_ENDPOINT: emulator.url, AGB_PACING_MS: '200', SYNCS_FOLDER: syncs, PORT };
      Object.assign(process.env, env, {
        SESSION_ID: await sessionWithFiles(emulator),
        PAGE_FOLDER: server.config.root,
      });
      for (const program of programs[SERVER] ?? [`servers/${SERVER}.ts`])
        await server.ssrLoadModule(path.join(recipes, program));
    },
  };
};

const sessionWithFiles = async (emulator: Awaited<ReturnType<typeof startEmulator>>): Promise<string> => {
  const agb = new AGB({ apiKey: 'demo', endpoint: emulator.url, pacing: 50 });
  const mounts = await Promise.all(
    Object.keys(contexts).map(async (name) => {
      const { context } = unwrap(await agb.context.get(name, { create: true }));
      return contextSync(context.id, `/home/${name}`);
    }),
  );
  const { session } = unwrap(await agb.create({ imageId: 'demo', contextSyncs: mounts }));
  for (const [name, count] of Object.entries(contexts)) {
    const folder = emulator.sessionFolder(session.sessionId, `/home/${name}`);
    for (let file = 1; file <= count; file++) await writeFile(path.join(folder, `${file}.txt`), name);
  }
  return session.sessionId;
};
