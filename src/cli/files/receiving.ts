import { createWriteStream, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';

/** A file on its way here, beside the place that it takes once it is whole. */
export interface Receiving {
  readonly to: WritableStream<Uint8Array>;
  /** It is whole: takes its place. */
  readonly keep: () => void;
  /** Removes what came, if it was not kept. */
  readonly close: () => void;
}

let received = 0;

/** Makes room for a file that comes. */
export const receiving = (file: string): Receiving => {
  mkdirSync(path.dirname(file), { recursive: true });
  // Without the name of the file, which may be as long as names can be.
  const part = path.join(path.dirname(file), `.${process.pid}-${++received}.part`);
  // A file that is opened only later would be there after it was removed.
  const stream = createWriteStream(part, { fd: openSync(part, 'w') });
  return {
    to: Writable.toWeb(stream) as WritableStream<Uint8Array>,
    keep: () => {
      renameSync(part, file);
    },
    close: () => {
      stream.destroy();
      rmSync(part, { force: true });
    },
  };
};
