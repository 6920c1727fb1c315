import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/**
 * Takes a folder for this process, until it is released or the process ends, however it ends: the lock is a local socket
 * that is listened on, which no crash leaves behind open.
 *
 * Rejects where another emulator has the folder.
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  const id = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 24);
  const address = addressOf(`rx-context-sync-${id}`);
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(address);
    await once(server, 'listening').catch(async (error: unknown) => {
      // A socket file may be left by a process that was killed: then nobody listens.
      if (isListed(address) && !(await isListenedOn(address))) rmSync(address, { force: true });
      else throw error;
      server.listen(address);
      await once(server, 'listening');
    });
  } catch (cause) {
    throw new Error(`The folder ${folder} is in use by another emulator.`, { cause });
  }
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
};

/** Linux and Windows have names for sockets that no file stands for: only one process can listen, and none can leave it. */
const addressOf = (name: string): string => {
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return process.platform === 'linux' ? `\0${name}` : `/tmp/${name}.sock`;
};

const isListed = (address: string): boolean => address.startsWith('/');

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
