import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { InvalidRequest } from 'rx-context-sync';
import { syncQueue } from 'rx-context-sync/bullmq';
import { toEventStream } from 'rx-context-sync/web';
import { settings } from './settings.ts';

const syncs = syncQueue(settings);

/** Yours to write: who asks, by a cookie or a token, and which session is theirs. */
const sessionIdOf = (_request: Request): string => process.env['SESSION_ID'] ?? '';

const app = new Hono()
  .post('/api/sync', async (c) => {
    // Which no form of a foreign page can send.
    if (c.req.header('content-type') !== 'application/json') return c.body(null, 415);
    const sessionId = sessionIdOf(c.req.raw);
    const { contextId, path, mode } = await c.req.json();
    // Whose answer got lost asks again with the same key, and is given the same sync.
    const id = `${sessionId}/${c.req.header('idempotency-key') ?? crypto.randomUUID()}`;
    await syncs.add(sessionId, { contextId, path, mode }, { id });
    return c.body(null, 201, { Location: `?${new URLSearchParams({ id })}` });
  })
  .get('/api/sync', async (c) => {
    const id = c.req.query('id') ?? '';
    const job = await syncs.queue.getJob(id);
    if (job?.data.sessionId !== sessionIdOf(c.req.raw)) return c.body(null, 404);
    const lastEventId = c.req.header('last-event-id') ?? null;
    return toEventStream(syncs.follow$(id), { signal: c.req.raw.signal, lastEventId });
  })
  // The page, as `vite build` made it.
  .use(serveStatic({ root: process.env['PAGE_FOLDER'] ?? 'plain/dist' }))
  .onError((error, c) => c.json({ error }, error instanceof InvalidRequest ? 400 : 500));

const port = Number(process.env['PORT'] ?? 3000);
serve({ fetch: app.fetch, port }, () => console.log(`The server listens at http://localhost:${port}/api/sync`));
