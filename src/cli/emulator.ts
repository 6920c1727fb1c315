import { once } from 'node:events';
import {
  startEmulator,
  type Emulator,
  type JournaledRequest,
  type JournaledTask,
  type TroubleName,
} from '../emulator/index.js';
import { refusedOption } from './refusedOption.js';

/** What `rx-context-sync emulator` is given. */
export interface EmulatorArguments {
  readonly port: string | undefined;
  readonly data: string | undefined;
  readonly tls: boolean;
  readonly keys: readonly string[];
  readonly origins: readonly string[];
  readonly troubles: readonly string[];
  readonly allowShell: boolean;
  readonly signal: AbortSignal;
}

/** Runs the emulator until the signal: it tells where it is, each request in a line, and each task that ended. */
export const emulator = async ({
  port,
  data,
  tls,
  keys,
  origins,
  troubles,
  allowShell,
  signal,
}: EmulatorArguments): Promise<boolean> => {
  const running = await startEmulator({
    port: port === undefined ? 0 : /^\d+$/.test(port) ? Number(port) : Number.NaN,
    ...(data !== undefined && { dataDir: data }),
    ...(keys.length > 0 && { apiKeys: keys }),
    tls,
    origins,
    allowShell,
    onRequest: (entry) => {
      console.log(lineOf(entry));
    },
    onTask: (entry) => {
      if (isOver(entry)) console.log(taskLineOf(entry));
    },
  }).catch((error: unknown) => {
    throw refusedOption(error, data);
  });
  try {
    makeTroubles(running, troubles);
    if (allowShell) console.error(shellWarning(keys));
    console.log(greeting(running, keys[0] ?? 'any-key'));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await running.close();
  }
  return true;
};

const makeTroubles = (running: Emulator, troubles: readonly string[]): void => {
  try {
    for (const trouble of troubles) running.trouble(trouble as TroubleName);
  } catch (error) {
    throw refusedOption(error, undefined);
  }
};

/** Whoever reads it is to know what is let in, and by whom it can be used. */
const shellWarning = (keys: readonly string[]): string =>
  [
    'WARNING: --allow-shell: the tool "shell" of sessions runs commands ON THIS MACHINE, with all your rights.',
    'They begin in the folder of their session, but nothing keeps them there.',
    keys.length > 0
      ? 'Whoever is on this machine and has a --key can run them.'
      : 'Whoever is on this machine can run them: give a --key that only you know, if you are not alone on it.',
    '',
  ].join('\n');

/** What the official SDKs need in their environment (docs/protocol.md, sections 1.1 and 2.3). */
const greeting = ({ url, caFile, dataDir }: Emulator, apiKey: string): string => {
  const { port } = new URL(url);
  // Over https by name: older Pythons know no addresses in certificates. With a scheme, AgentBay's own Python client speaks plain
  // http; without, its clients speak https.
  const [agb, bay] = caFile === undefined ? [url, url] : [`https://localhost:${port}`, `localhost:${port}`];
  const exported = (name: string, value: string): string => `export ${name}=${quoted(value)}`;
  const trust = ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'];
  return [
    `The emulator listens at ${url}, and keeps its files in ${dataDir}. Stop it with Ctrl-C.`,
    '',
    exported('AGB_ENDPOINT', agb),
    exported('AGB_API_KEY', apiKey),
    exported('AGENTBAY_ENDPOINT', bay),
    exported('AGENTBAY_API_KEY', apiKey),
    ...(caFile === undefined
      ? ["# AgentBay's own TypeScript client speaks https only: --tls"]
      : trust.map((name) => exported(name, caFile))),
    '',
  ].join('\n');
};

/** As a shell reads it back. */
const quoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

const lineOf = ({ at, operation, fields, httpStatus, code }: JournaledRequest): string => {
  const { sessionId, contextId = fields['id'], path, filePath, name, mode, taskType } = fields;
  const about = [sessionId, contextId, name, path, filePath, mode, taskType].filter((part) => part !== undefined);
  const end = httpStatus === 0 ? code : `${httpStatus} ${shown(code)}`;
  return [timeOf(at), shown(operation) || '?', ...about.map(shown), '->', end].join(' ');
};

const taskLineOf = ({ at, sessionId, contextId, path, taskType, status, errorMessage }: JournaledTask): string => {
  const end = errorMessage === '' ? status : `${status}: ${shown(errorMessage)}`;
  return [timeOf(at), 'task', sessionId, contextId, shown(path), taskType, '->', end].join(' ');
};

const isOver = ({ status }: JournaledTask): boolean => ['Success', 'Failed'].includes(status);

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** The longest part of a line, in characters. */
const longest = 80;

// What a request says must not steer the terminal, nor fill it.
const shown = (text: string): string => {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut
    .replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .trim();
};
