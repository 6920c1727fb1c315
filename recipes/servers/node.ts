import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { handle } from './sync.ts';

const server = createServer((incoming, outgoing) => {
  const { method = 'GET', url = '/', headers } = incoming;
  const leaving = new AbortController();
  outgoing.once('close', () => {
    leaving.abort();
  });
  const answer = async (): Promise<void> => {
    const request = new Request(`http://localhost${url}`, {
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      signal: leaving.signal,
      ...(method === 'POST' && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const }),
    });
    const isSync = new URL(request.url).pathname === '/api/sync';
    const response = isSync ? await handle(request) : new Response(null, { status: 404 });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body === null) outgoing.end();
    else await pipeline(response.body, outgoing);
  };
  // Whoever leaves breaks it off.
  answer().catch(() => outgoing.destroy());
});

const port = Number(process.env['PORT'] ?? 3000);
server.listen(port, () => console.log(`The server listens at http://localhost:${port}/api/sync`));
