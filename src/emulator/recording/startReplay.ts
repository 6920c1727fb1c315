import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Exchange } from './Exchange.js';
import { readHar } from './har.js';
import { RecordedCalls } from './RecordedCalls.js';
import { replayPlan, type ReplayOptions } from './RecordingOptions.js';
import { replayExchange } from './replayExchange.js';
import { startLocalServer } from './startLocalServer.js';

/** A recording that answers. */
export interface Replay {
  /** The address that clients take as their `endpoint`. */
  readonly url: string;
  /** The requests that were refused, for nothing like them was recorded: what each asked for, and what was recorded instead. */
  readonly unmatched: readonly string[];
  /** The recorded calls whose answers nobody asked for until now; one that was made twice is there twice. */
  readonly pending: readonly string[];
  /** Stops it. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server on the loopback address that answers what {@link startRecording} recorded, without a service. Any key will do.
 *
 * A request gets the answer of the same operation with the same parameters; key, times, nonces and signatures are not compared. What
 * was asked several times is answered in the same order, and then with the last answer again, so that a poll sees the same course.
 * Connections that broke off do so again. What was not recorded is refused, with the code `NotRecorded` and HTTP 400. Ids are those of
 * the recording, and answers come at once.
 *
 * Rejects with `InvalidRequest` if an option breaks a rule, and with an error that says so if the file is no recording.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 * import { startReplay } from 'rx-context-sync/emulator';
 *
 * const replay = await startReplay({ file: 'calls.har' });
 * const agb = new AGB({ apiKey: 'any', endpoint: replay.url, pacing: 10 });
 * console.log(await agb.context.list(), replay.unmatched);
 * await replay.close();
 * ```
 */
export const startReplay = async (options: ReplayOptions): Promise<Replay> => {
  const { file, port, tls, onUnmatched } = replayPlan(options);
  const calls = await readRecording(file);
  const unmatched: string[] = [];
  let url = '';
  const replay = replayExchange({ calls, proxy: () => url }, (text) => {
    unmatched.push(text);
    onUnmatched(text);
  });
  const server = await startLocalServer(port, tls, replay);
  url = server.url;
  return {
    url,
    get unmatched() {
      return [...unmatched];
    },
    get pending() {
      return calls.pending();
    },
    close: () => server.close(),
  };
};

const readRecording = async (file: string): Promise<RecordedCalls> => {
  const text = await readFile(file, 'utf8');
  try {
    const { endpoint, exchanges } = readHar(text);
    return new RecordedCalls(endpoint, await Promise.all(exchanges.map((exchange) => withFile(exchange, file))));
  } catch (cause) {
    throw new Error(`${file} is no recording: ${(cause as Error).message}`, { cause });
  }
};

/** Finds the file of an answer. A recording may come from anywhere: it names no file but those beside it. */
const withFile = async (exchange: Exchange, recording: string): Promise<Exchange> => {
  const { answer } = exchange;
  const { content } = answer;
  if (Buffer.isBuffer(content)) return exchange;
  const folder = path.dirname(path.resolve(recording));
  const file = path.resolve(folder, content.file);
  if (!file.startsWith(folder + path.sep)) {
    throw new Error(`It names a file that is not beside it: ${JSON.stringify(content.file)}.`);
  }
  const { size } = await stat(file);
  return { ...exchange, answer: { ...answer, content: { file, size } } };
};
