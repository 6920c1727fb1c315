import { once } from 'node:events';
import { startRecording, startReplay } from '../../emulator/index.js';
import { refusedOption } from './refusedOption.js';

/** What `rx-context-sync replay` is given. */
export interface ReplayFlags {
  readonly file?: string | undefined;
  readonly port?: number | undefined;
}

/** What `rx-context-sync record` is given. */
export interface RecordFlags extends ReplayFlags {
  readonly endpoint?: string | undefined;
}

/** Records until the signal. */
export const record = ({ endpoint = '', file = '', port }: RecordFlags, signal: AbortSignal): Promise<void> => {
  const recording = startRecording({ endpoint, file, port });
  return serve(recording, (url) => `What passes ${url} to ${endpoint} is recorded in ${file}.`, signal);
};

/** Answers what was recorded, until the signal. Tells of each request that was not. */
export const replay = ({ file = '', port }: ReplayFlags, signal: AbortSignal): Promise<void> => {
  const onUnmatched = (message: string): void => {
    console.error(message);
  };
  const replaying = startReplay({ file, port, onUnmatched });
  return serve(replaying, (url) => `${url} answers what is recorded in ${file}.`, signal);
};

const serve = async (
  starting: Promise<{ readonly url: string; readonly close: () => Promise<void> }>,
  greeting: (url: string) => string,
  signal: AbortSignal,
): Promise<void> => {
  const { url, close } = await starting.catch((error: unknown) => {
    throw refusedOption(error);
  });
  try {
    const exports = ['AGB_ENDPOINT', 'AGENTBAY_ENDPOINT'].map((name) => `export ${name}=${url}`);
    console.log([`${greeting(url)} Stop it with Ctrl-C.`, '', ...exports, ''].join('\n'));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await close();
  }
};
