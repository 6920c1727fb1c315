import { serve } from '@hono/node-server';
import * as route from './app/api/sync/route.ts';

const port = Number(process.env['PORT'] ?? 3000);

// What Next.js does with the route, for where there is none.
const methods: Readonly<Record<string, (request: Request) => Promise<Response>>> = { GET: route.GET, POST: route.POST };

const answer = (request: Request) => methods[request.method]?.(request) ?? new Response(null, { status: 405 });
serve({ fetch: answer, port }, () => console.log(`The server listens at http://localhost:${port}/api/sync`));
