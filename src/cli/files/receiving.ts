import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
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

/** Makes room for a file that comes. */
export const receiving = (file: string): Receiving => {
  mkdirSync(path.dirname(file), { recursive: true });
  const part = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  const stream = createWriteStream(part);
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
