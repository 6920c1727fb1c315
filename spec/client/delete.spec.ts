import { describe, expect, it } from 'vitest';
import { AGB, unwrap } from '../../src/index.js';
import { emulated, writeFiles } from '../support/emulated.js';
import { readFiles } from '../support/readFiles.js';
import { json, startServer } from '../support/server.js';

describe('delete', () => {
  it('resolves when the session is gone', async () => {
    const { agb, session } = await emulated();
    expect(unwrap(await session.info()).status).toBe('RUNNING');
    expect(await agb.delete(session)).toMatchObject({ success: true, errorMessage: '' });
    expect(await session.info()).toMatchObject({ success: false, error: { _tag: 'NotFound' } });
  });

  it('syncs the contexts first if that is asked for', async () => {
    const { emulator, agb, context, session, folder } = await emulated();
    await writeFiles(folder, { 'a.txt': 'a' });
    unwrap(await agb.delete(session, { syncContext: true }));
    expect(await readFiles(emulator.contextFolder(context.id))).toEqual({ 'a.txt': 'a' });
  });

  it('does not delete what could not be synced', async () => {
    const { emulator, agb, context, session, folder } = await emulated();
    await writeFiles(folder, { 'a/b': 'a folder here' });
    await writeFiles(emulator.contextFolder(context.id), { a: 'a file there' });
    expect(await agb.delete(session, { syncContext: true })).toMatchObject({
      success: false,
      error: { _tag: 'TaskFailed' },
    });
    expect(unwrap(await session.info()).status).toBe('RUNNING');
  });

  it('waits through transient trouble, and ends at what is permanent', async () => {
    const statuses = [500, 401];
    const server = await startServer((request, response) => {
      const isRelease = request.url === '/mcp/releaseSessionAsync';
      const status = isRelease ? 200 : (statuses.shift() ?? 500);
      json(response, status, { success: isRelease, requestId: 'R' });
    });
    const agb = new AGB({ apiKey: 'any-key', endpoint: server.url });
    expect(await agb.delete(agb.session('s-1'))).toMatchObject({ success: false, error: { _tag: 'Unauthorized' } });
    expect(server.received.map(({ url }) => url)).toEqual([
      '/mcp/releaseSessionAsync',
      '/mcp/getSessionInfo',
      '/mcp/getSessionInfo',
    ]);
  });
});
