import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { handle } from './sync.ts';

const app = express();

// Before `express.json()`, which would have read the body; and not behind `compression()`, which waits for more to pack.
app.all('/api/sync', getRequestListener(handle));
app.use(express.json());

app.listen(Number(process.env['PORT'] ?? 3000));
