import {
  closeSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  read,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  write,
  writeSync,
  type BigIntStats,
  type Dirent,
} from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, rmdir, unlink, type FileHandle } from 'node:fs/promises';

type Place = string | Buffer;

/** What a sync asks the system for, for each file. */
export interface SystemCalls {
  open: (place: Place, flags: string | number, mode?: number) => Promise<FileHandle>;
  lstat: (place: Place) => Promise<BigIntStats>;
  readdir: (place: Place) => Promise<Dirent<Buffer>[]>;
  mkdir: (place: Place) => Promise<unknown>;
  rename: (from: Place, to: Place) => Promise<void>;
  unlink: (place: Place) => Promise<void>;
  rmdir: (place: Place) => Promise<void>;
  /** Whether it is there or not. */
  remove: (file: string) => Promise<void>;
}

const withNames = { withFileTypes: true, encoding: 'buffer' } as const;

/** Other threads make them, while this one answers requests: which takes longer than the call, for most of them. */
const byOthers: SystemCalls = {
  open,
  lstat: (place) => lstat(place, { bigint: true }),
  readdir: (place) => readdir(place, withNames),
  mkdir: (place) => mkdir(place),
  rename,
  unlink,
  rmdir: (place) => rmdir(place),
  remove: (file) => rm(file, { force: true }),
};

/* eslint-disable @typescript-eslint/require-await -- What a call throws is a rejection, as it is of the others. */

/** What is longer is read and written by another thread, while this one looks at what was read before. */
const longAtOnce = 1 << 17;

/** A file as a sync has it open, in a thread where nobody waits. */
class OpenedHere {
  readonly fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  async read(buffer: Buffer, offset: number, length: number, at: number): Promise<{ bytesRead: number }> {
    if (length < longAtOnce) return { bytesRead: readSync(this.fd, buffer, offset, length, at) };
    return new Promise((resolve, reject) => {
      read(this.fd, buffer, offset, length, at, (error, bytesRead) => {
        if (error) reject(error);
        else resolve({ bytesRead });
      });
    });
  }

  async write(buffer: Buffer, offset: number, length: number, at: number): Promise<{ bytesWritten: number }> {
    if (length < longAtOnce) return { bytesWritten: writeSync(this.fd, buffer, offset, length, at) };
    return new Promise((resolve, reject) => {
      write(this.fd, buffer, offset, length, at, (error, bytesWritten) => {
        if (error) reject(error);
        else resolve({ bytesWritten });
      });
    });
  }

  async stat(): Promise<BigIntStats> {
    return fstatSync(this.fd, { bigint: true });
  }

  async chmod(mode: number): Promise<void> {
    fchmodSync(this.fd, mode);
  }

  async truncate(length: number): Promise<void> {
    ftruncateSync(this.fd, length);
  }

  async close(): Promise<void> {
    closeSync(this.fd);
  }
}

const atOnce: SystemCalls = {
  open: async (place, flags, mode) => new OpenedHere(openSync(place, flags, mode)) as unknown as FileHandle,
  lstat: async (place) => lstatSync(place, { bigint: true }),
  readdir: async (place) => readdirSync(place, withNames),
  mkdir: async (place) => {
    mkdirSync(place);
  },
  rename: async (from, to) => {
    renameSync(from, to);
  },
  unlink: async (place) => {
    unlinkSync(place);
  },
  rmdir: async (place) => {
    rmdirSync(place);
  },
  remove: async (file) => {
    rmSync(file, { force: true });
  },
};

/* eslint-enable @typescript-eslint/require-await */

/** How the calls are made in this thread. */
export const systemCalls: SystemCalls = { ...byOthers };

/** From now on this thread makes them itself: only where it may stand still for as long as the disk takes. */
export const callAtOnce = (): void => {
  Object.assign(systemCalls, atOnce);
};
