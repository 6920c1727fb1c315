import type { Emulator, JournaledRequest, JournaledTask } from '../../emulator/index.js';
import { printable } from '../terminal/printable.js';
import { UsageError } from '../process/UsageError.js';

/** Tells what an emulator does, where it does not disturb what others read. */
export interface EmulatorLog {
  readonly listening: (emulator: Emulator, greeting: string) => void;
  readonly request: (entry: JournaledRequest) => void;
  /** Of the states of a task, its end is told. */
  readonly task: (entry: JournaledTask) => void;
}

/**
 * A log of a format on stderr, or none.
 *
 * @throws {@link UsageError} if there is no such format.
 */
export const emulatorLog = (format = 'text', isQuiet = false): EmulatorLog => {
  const log = logs[format as keyof typeof logs] as EmulatorLog | undefined;
  if (!Object.hasOwn(logs, format) || log === undefined)
    throw new UsageError(`rx-context-sync: --log must be one of ${Object.keys(logs).join(', ')}`);
  return isQuiet ? quiet : log;
};

const nothing = (): void => undefined;
const quiet: EmulatorLog = { listening: nothing, request: nothing, task: nothing };

const text: EmulatorLog = {
  listening: (_, greeting) => {
    console.error(greeting);
  },
  request: (entry) => {
    console.error(lineOf(entry));
  },
  task: (entry) => {
    if (isOver(entry)) console.error(taskLineOf(entry));
  },
};

const json: EmulatorLog = {
  listening: ({ url, httpsUrl, caFile, dataDir, consoleUrl }) => {
    tell('listening', { at: Date.now(), url, httpsUrl, caFile, dataDir, consoleUrl });
  },
  request: (entry) => {
    tell('request', { ...entry, hint: hintOf(entry) });
  },
  task: (entry) => {
    if (isOver(entry)) tell('task', entry);
  },
};

const logs = { text, json } as const;

const tell = (type: string, facts: object): void => {
  const line = JSON.stringify({ type, ...facts });
  // Valid in JSON, but not harmless on a terminal.
  console.error(
    line.replace(
      /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
};

const isOver = ({ status }: JournaledTask): boolean => ['Success', 'Failed'].includes(status);

const lineOf = (entry: JournaledRequest): string => {
  const { at, operation, fields, httpStatus, code } = entry;
  const { origin, sessionId, contextId = fields['id'], path, filePath, name, mode, taskType } = fields;
  const about = [origin && `page of ${origin}`, sessionId, contextId, name, path, filePath, mode, taskType];
  const end = httpStatus === 0 ? code : `${httpStatus} ${printable(code)}`;
  const hint = hintOf(entry);
  const told = about.filter((part) => part !== undefined).map((part) => printable(part));
  return [timeOf(at), printable(operation) || '?', ...told, '->', hint === undefined ? end : `${end}: ${hint}`].join(
    ' ',
  );
};

/** What would let the page in. One without an origin, such as a file, is let in by nothing. */
const hintOf = ({ fields: { origin = '' }, code }: JournaledRequest): string | undefined =>
  code === 'Forbidden' && /^https?:\/\/[\w.:[\]-]+$/.test(origin)
    ? `--origin ${printable(origin)} lets it in`
    : undefined;

const taskLineOf = ({ at, sessionId, contextId, path, taskType, status, errorMessage }: JournaledTask): string => {
  const end = errorMessage === '' ? status : `${status}: ${printable(errorMessage)}`;
  return [timeOf(at), 'task', sessionId, contextId, printable(path), taskType, '->', end].join(' ');
};

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23);
