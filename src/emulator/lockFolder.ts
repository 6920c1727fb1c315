import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Takes a folder for this process, until it is released or the process ends, however it ends: the lock is a local socket
 * that is listened on, which no crash leaves behind open.
 *
 * Rejects where another emulator has the folder.
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  const id = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 24);
  const isWindows = process.platform === 'win32';
  const address = isWindows ? `\\\\.\\pipe\\rx-context-sync-${id}` : path.join(tmpdir(), `rx-context-sync-${id}.sock`);
  if (await isListenedOn(address)) throw new Error(`The folder ${folder} is in use by another emulator.`);
  if (!isWindows) rmSync(address, { force: true });
  const server = createServer((socket) => socket.destroy());
  server.listen(address);
  await once(server, 'listening');
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
};

const isListenedOn = async (address: string): Promise<boolean> => {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
