import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { handle } from './sync.ts';

const app = new Hono();

app.on(['GET', 'POST'], '/api/sync', (c) => handle(c.req.raw));

const port = Number(process.env['PORT'] ?? 3000);
serve({ fetch: app.fetch, port }, () => console.log(`The server listens at http://localhost:${port}/api/sync`));
