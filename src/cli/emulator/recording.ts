import { once } from 'node:events';
import { startRecording, startReplay } from '../../emulator/index.js';
import { refusedOption } from './refusedOption.js';

/** What `rx-context-sync replay` is given. */
export interface ReplayArguments {
  readonly file?: string | undefined;
  readonly port?: string | undefined;
  readonly signal: AbortSignal;
}

/** What `rx-context-sync record` is given. */
export interface RecordArguments extends ReplayArguments {
  readonly endpoint?: string | undefined;
}

/** Records until the signal. */
export const record = ({ endpoint = '', file = '', port, signal }: RecordArguments): Promise<boolean> => {
  const recording = startRecording({ endpoint, file, port: portOf(port) });
  return serve(recording, (url) => `What passes ${url} to ${endpoint} is recorded in ${file}.`, signal);
};

/** Answers what was recorded, until the signal. Tells of each request that was not. */
export const replay = ({ file = '', port, signal }: ReplayArguments): Promise<boolean> => {
  const onUnmatched = (message: string): void => {
    console.error(message);
  };
  const replaying = startReplay({ file, port: portOf(port), onUnmatched });
  return serve(replaying, (url) => `${url} answers what is recorded in ${file}.`, signal);
};

const portOf = (port = '0'): number => (/^\d+$/.test(port) ? Number(port) : Number.NaN);

const serve = async (
  starting: Promise<{ readonly url: string; readonly close: () => Promise<void> }>,
  greeting: (url: string) => string,
  signal: AbortSignal,
): Promise<boolean> => {
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
  return true;
};
