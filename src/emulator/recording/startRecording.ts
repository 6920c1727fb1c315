import { rm } from 'node:fs/promises';
import path from 'node:path';
import { HarFile } from './HarFile.js';
import { recordExchange } from './recordExchange.js';
import { recordingPlan, type RecordingOptions } from './RecordingOptions.js';
import { Secrets } from './Secrets.js';
import { startLocalServer } from './startLocalServer.js';

/** A proxy that records. */
export interface Recording {
  /** The address that clients take as their `endpoint`. */
  readonly url: string;
  /** The file that it is recorded in. */
  readonly file: string;
  /** Stops it, and breaks off what passes. Rejects where the file could not be written to its end. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy on the loopback address that sends all requests on to a service, and records what passes, for
 * {@link startReplay}: an HTTP archive (HAR 1.2), written anew, that browsers and other tools open. Files are part of it: presigned
 * URLs in answers lead to the proxy. What was sent to them is not kept, and of what came, more than 1 MiB stands beside the recording,
 * in a folder named after it.
 *
 * Keys are taken out of what is kept, wherever they stand, and so are signatures, cookies, tokens, and the addresses that let whoever
 * has them in. What else a service told is in it: look at a recording before you give it to others.
 *
 * Rejects with `InvalidRequest` if an option breaks a rule, and with the system's error if the file cannot be written or the port
 * is taken.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 * import { startRecording } from 'rx-context-sync/emulator';
 *
 * const recording = await startRecording({ endpoint: 'https://sdk-api.agb.cloud', file: 'calls.har' });
 * const agb = new AGB({ endpoint: recording.url });
 * console.log(await agb.context.list());
 * await recording.close();
 * ```
 */
export const startRecording = async (options: RecordingOptions): Promise<Recording> => {
  const { endpoint, port, ca, tls, ...given } = recordingPlan(options);
  const file = path.resolve(given.file);
  let url = '';
  // Of another recording in the same file.
  await rm(`${file}.files`, { recursive: true, force: true });
  const har = await HarFile.create(file, endpoint.href);
  const context = { endpoint, ca, file, secrets: new Secrets(), storages: new Set<string>(), proxy: () => url };
  let closing: Promise<void> | undefined;
  const record = recordExchange(context, (exchange) => {
    // What is broken off by the end of the recording would break off the replay.
    if (closing === undefined || exchange.answer.error === undefined) har.add(exchange);
  });
  try {
    const server = await startLocalServer(port, tls, record);
    url = server.url;
    const close = async (): Promise<void> => {
      await server.close();
      await har.close();
    };
    return { url, file, close: () => (closing ??= close()) };
  } catch (error) {
    await har.close();
    throw error;
  }
};
