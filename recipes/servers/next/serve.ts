import { serve } from '@hono/node-server';
import * as route from './app/api/sync/route.ts';

// What Next.js does with the route, for where there is none.
const methods: Readonly<Record<string, (request: Request) => Promise<Response>>> = { GET: route.GET, POST: route.POST };

serve({
  fetch: (request) => methods[request.method]?.(request) ?? new Response(null, { status: 405 }),
  port: Number(process.env['PORT'] ?? 3000),
});
