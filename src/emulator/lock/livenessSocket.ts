import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Bytes: what every system takes as the path of a socket. */
const longestPath = 100;

/** How long an answer may take that the system itself gives, in ms. */
const longestAnswer = 2000;

/** A sign that a process lives: a local socket that it listens on, which ends with it, however it ends. */
export interface LivenessSocket {
  /** Where it is: in the folder that it was given in; on Windows, anywhere. */
  readonly address: string;
  readonly end: () => Promise<void>;
}

/** Gives a sign of life in a folder, for as long as this process lives; undefined where the file system has no sockets. */
export const openLivenessSocket = async (folder: string): Promise<LivenessSocket | undefined> => {
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\rx-context-sync-${randomUUID()}` : 'socket';
  const server = createServer((socket) => socket.destroy());
  try {
    await withShortPath(folder, address, async (place) => {
      // Whoever may open the folder may ask.
      server.listen({ path: place, readableAll: true, writableAll: true });
      await once(server, 'listening');
    });
  } catch {
    return undefined;
  }
  server.on('error', () => undefined);
  server.unref();
  return { address, end: () => close(server) };
};

/**
 * Whether who gave it lives, which the system knows, be he in another container or suspended; undefined where it does not say.
 */
export const isAlive = async (folder: string, address: string): Promise<boolean | undefined> => {
  try {
    return await withShortPath(folder, address, isListenedOn);
  } catch {
    return undefined;
  }
};

const isListenedOn = async (place: string): Promise<boolean | undefined> => {
  const socket = connect(place);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(longestAnswer) });
    return true;
  } catch (error) {
    return meaning[(error as NodeJS.ErrnoException).code ?? ''];
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
};

/** Nobody listens there any more; or so many wait already that no more can, for who listens is suspended. */
const meaning: Readonly<Record<string, boolean>> = { ECONNREFUSED: false, EAGAIN: true };

const close = async (server: Server): Promise<void> => {
  await new Promise((resolve) => server.close(resolve));
};

/** Uses an address in a folder by a path that is short enough. */
const withShortPath = async <T>(folder: string, address: string, use: (place: string) => Promise<T>): Promise<T> => {
  if (address !== path.basename(address)) return use(address);
  if (Buffer.byteLength(path.join(folder, address)) <= longestPath) return use(path.join(folder, address));
  const short = await mkdtemp(path.join(tmpdir(), 'rx-'));
  try {
    await symlink(folder, path.join(short, 'to'));
    return await use(path.join(short, 'to', address));
  } finally {
    await rm(short, { recursive: true, force: true });
  }
};
