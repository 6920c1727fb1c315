import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import {
  callable,
  checkOptions,
  flag,
  milliseconds,
  nonBlank,
  objectOf,
  optional,
  wholeNumber,
  withDefault,
  type Rule,
} from '../model/options/rules.js';
import type { Certificate } from './http/certificate.js';
import type { JournaledRequest, JournaledTask, JournalListeners } from './state/Journal.js';

/** What the console has beside what each has. */
export interface ConsoleOptions {
  /**
   * Buttons of the page by their names, and what this program does when one is pressed. What it throws or rejects with is told in the
   * page.
   * @default none
   */
  readonly actions?: Readonly<Record<string, () => unknown>> | undefined;
}

/** How the emulator is run. */
export interface EmulatorOptions {
  /**
   * The address or the name of this machine to listen at. By another than the loopback address, such as `0.0.0.0` for all of
   * them, whoever reaches this machine can use the emulator.
   * @default '127.0.0.1': for programs of this machine
   */
  readonly host?: string | undefined;
  /**
   * The port to listen on.
   * @default 0: any free port
   */
  readonly port?: number | undefined;
  /**
   * The folder that holds contexts, sessions and all that is known of them: an emulator that is started on it again goes on
   * where the last one stopped. One emulator at a time, of all that see the folder.
   * @default a new temporary folder, removed on `close`
   */
  readonly dataDir?: string | undefined;
  /**
   * A folder of folders: each becomes a context by its name, which holds its files by the paths that they have in it, for each of
   * the `apiKeys`. A context that is there already stays as it is, and `reset` forgets all of them.
   * @default none: no context is there at first
   */
  readonly seedDir?: string | undefined;
  /**
   * How long a sync task stays `Pending`, and a context `clearing`, in milliseconds.
   * @default 0
   */
  readonly taskDelay?: number | undefined;
  /**
   * How long a running task waits after each file, in milliseconds.
   * @default 0
   */
  readonly fileDelay?: number | undefined;
  /**
   * The API keys that are known; each sees its own contexts and sessions only.
   * @default every key is known, and all see the same
   */
  readonly apiKeys?: readonly string[] | undefined;
  /**
   * Speak https too, on a port of its own: with this certificate, or with one that signs itself and that `caFile` holds.
   * @default false, or true where a `tlsPort` is given
   */
  readonly tls?: boolean | Certificate | undefined;
  /**
   * The port to listen on for https.
   * @default 0: any free port
   */
  readonly tlsPort?: number | undefined;
  /**
   * What programs of other machines give as `Authorization: Bearer` to use the control, `/_emulator/`.
   * @default none: the control is for programs of this machine
   */
  readonly controlToken?: string | undefined;
  /**
   * The origins of web pages that may use it, such as `http://localhost:5173`: those of others are refused. Programs need none.
   * @default none
   */
  readonly origins?: readonly string[] | undefined;
  /**
   * Let the tool `shell` of sessions run commands **on this machine**, with all rights of this process, for the programs of this
   * machine that have a known API key, if any are known. They begin in the folder of their session, but nothing keeps them there.
   * @default false: the tool is refused
   */
  readonly allowShell?: boolean | undefined;
  /**
   * What the emulator takes for the time, in Unix milliseconds: for idle sessions, lifecycles and URLs that expire.
   * @default Date.now
   */
  readonly clock?: (() => number) | undefined;
  /**
   * Makes all ids that the service gives, of contexts, sessions and requests, and the signatures of presigned URLs the same in each
   * run for the same calls, as tests need that compare whole answers; they begin anew with a `reset`. A scope has ids of its own.
   * Nothing of it is secret then: whoever knows the number can make a URL for a file.
   * @default none: they are others in each run
   */
  readonly idSeed?: number | undefined;
  /**
   * A page that shows what is there and what moves, with a switch for each trouble: `consoleUrl` of the emulator is its address, which
   * has the token in it that lets its holder in.
   * @default false: the command has it, and a test need not pay for it
   */
  readonly console?: boolean | ConsoleOptions | undefined;
  /**
   * Told of each request when it is answered.
   * @default nobody
   */
  readonly onRequest?: ((entry: JournaledRequest) => void) | undefined;
  /**
   * Told of each state of each sync task.
   * @default nobody
   */
  readonly onTask?: ((entry: JournaledTask) => void) | undefined;
}

/** {@link EmulatorOptions} with every default filled in and every rule checked. */
export interface EmulatorPlan extends JournalListeners {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string | undefined;
  readonly seedDir: string | undefined;
  readonly taskDelay: number;
  readonly fileDelay: number;
  readonly apiKeys: readonly string[] | undefined;
  readonly tls: true | Certificate | undefined;
  readonly tlsPort: number;
  readonly controlToken: string | undefined;
  readonly origins: readonly string[];
  readonly allowShell: boolean;
  readonly clock: () => number;
  readonly idSeed: number | undefined;
  /** Undefined where there is none. */
  readonly console: { readonly actions: Readonly<Record<string, () => unknown>> } | undefined;
}

/**
 * Checks and completes the options of the emulator.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const emulatorPlan = (given: EmulatorOptions): EmulatorPlan => {
  const plan = checkOptions(rules, given);
  return { ...plan, tls: plan.tls ?? (plan.tlsPort === undefined ? undefined : true), tlsPort: plan.tlsPort ?? 0 };
};

const arrayOf =
  (isItem: (text: string) => boolean, items: string): Rule<readonly string[]> =>
  (option, value) => {
    const isText = (item: unknown): item is string => typeof item === 'string';
    if (Array.isArray(value) && value.every(isText) && value.every(isItem)) return value;
    throw new InvalidRequest(option, `must be an array of ${items}`);
  };

const isToken = (text: string): boolean => /^\S+$/.test(text);

const keys = arrayOf(isToken, 'texts without spaces');

const token: Rule<string> = (option, value) => {
  if (typeof value === 'string' && isToken(value)) return value;
  throw new InvalidRequest(option, 'must be a text without spaces');
};

const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const origins = arrayOf(isOrigin, 'origins, such as http://localhost:5173');

const tls: Rule<true | Certificate | undefined> = (option, value) =>
  typeof value === 'object' && value !== null
    ? objectOf({ cert: nonBlank, key: nonBlank })(option, value)
    : flag(option, value ?? false) || undefined;

const actions: Rule<Readonly<Record<string, () => unknown>>> = (option, value) => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries?.every(([, act]) => typeof act === 'function')) return Object.fromEntries(entries);
  throw new InvalidRequest(option, 'must be functions by their names');
};

const consoleRule: Rule<EmulatorPlan['console']> = (option, value) => {
  if (typeof value === 'object' && value !== null)
    return objectOf({ actions: withDefault(actions, {}) })(option, value);
  return flag(option, value ?? false) ? { actions: {} } : undefined;
};

const rules = {
  host: withDefault(nonBlank, '127.0.0.1'),
  port: withDefault(wholeNumber(0, 65_535), 0),
  dataDir: optional(nonBlank),
  seedDir: optional(nonBlank),
  taskDelay: withDefault(milliseconds(), 0),
  fileDelay: withDefault(milliseconds(), 0),
  apiKeys: optional(keys),
  tls,
  tlsPort: optional(wholeNumber(0, 65_535)),
  controlToken: optional(token),
  origins: withDefault(origins, []),
  allowShell: withDefault(flag, false),
  clock: withDefault(callable<() => number>(), Date.now),
  idSeed: optional(wholeNumber(0)),
  console: consoleRule,
  onRequest: withDefault(callable<JournalListeners['onRequest']>(), () => undefined),
  onTask: withDefault(callable<JournalListeners['onTask']>(), () => undefined),
};
