import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { handle } from './sync.ts';

const app = express();

// Before `express.json()`, which would have read the body; and not behind `compression()`, which waits for more to pack.
app.all('/api/sync', getRequestListener(handle));
app.use(express.json());

const port = Number(process.env['PORT'] ?? 3000);
// A callback of `listen` would be called for its error too.
app.listen(port).once('listening', () => console.log(`The server listens at http://localhost:${port}/api/sync`));
