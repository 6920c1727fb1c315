import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import {
  checkOptions,
  milliseconds,
  nonBlank,
  numberIn,
  oneOf,
  optional,
  wholeNumber,
  type Rule,
} from '../../model/options/rules.js';
import { fileOperations, operationNames } from '../protocol/operationNames.js';
import { canName, type FaultCall } from './FaultCall.js';
import { Trouble } from './Trouble.js';

/** Troubles that often come together. */
export type TroubleName = 'flaky-network' | 'throttled' | 'slow-service';

const presets: Readonly<Record<TroubleName, readonly Trouble[]>> = {
  'flaky-network': [
    { connection: 'reset', probability: 0.2, seed: 1 },
    { connection: 'cut', probability: 0.1, seed: 2 },
    { httpStatus: 502, probability: 0.1, seed: 3 },
  ],
  throttled: [{ httpStatus: 429, code: 'Throttling.User', retryAfter: 1, probability: 0.5, seed: 1 }],
  'slow-service': [
    { delay: 500, probability: 1 },
    { taskDelay: 3000, probability: 1 },
  ],
};

/** The operation that sync tasks ask faults for. */
export const taskOperation = 'task';

/** What goes wrong with one call. */
export type Fault = Omit<Trouble, Selector>;

const selectors = ['operation', 'sessionId', 'contextId', 'after', 'until', 'times', 'probability', 'seed'] as const;

type Selector = (typeof selectors)[number];

/** A trouble that is not over. */
export interface AskedTrouble {
  /** Tells it from others. */
  readonly id: number;
  readonly asked: Trouble | TroubleName;
}

interface ActiveTrouble extends AskedTrouble {
  readonly trouble: Trouble;
  /** How many calls are still to pass. */
  toPass: number;
  left: number;
  readonly random: () => number;
}

/** The faults to inject: the troubles that were asked for, and what is left of them. */
export class Faults {
  #active: ActiveTrouble[] = [];
  #last = 0;

  /** What was asked for, as far as it is not over, in that order. */
  get active(): readonly AskedTrouble[] {
    const byId = new Map(this.#active.map(({ id, asked }) => [id, { id, asked }]));
    return [...byId.values()];
  }

  /** @throws `InvalidRequest` that names the key and the rule. */
  add(asked: Trouble | TroubleName): void {
    const activated = (trouble: Trouble): ActiveTrouble => activate(trouble, { id: this.#last, asked });
    this.#last++;
    if (typeof asked !== 'string') this.#active.push(activated(validated(asked)));
    else if (Object.hasOwn(presets, asked)) this.#active.push(...presets[asked].map(activated));
    else throw new InvalidRequest('trouble', `must be one of ${Object.keys(presets).join(', ')}, or an object`);
  }

  clear(): void {
    this.#active = [];
  }

  /** Ends one that was asked for. */
  end(id: number): void {
    this.#active = this.#active.filter((one) => one.id !== id);
  }

  /**
   * What goes wrong with a call, beside what does already: of each kind the first that was asked for. The call uses it up.
   */
  consume(call: FaultCall, already: Fault = {}): Fault {
    const fault: Record<string, unknown> = { ...already };
    for (const one of this.#active) {
      const effects = effectsOn(one.trouble, call);
      if (effects.length === 0 || one.toPass-- > 0) continue;
      const isNew = effects.every(([kind]) => !Object.hasOwn(fault, kind));
      if (!isNew || one.random() >= (one.trouble.probability ?? 1)) continue;
      Object.assign(fault, Object.fromEntries(effects));
      one.left--;
    }
    this.#active = this.#active.filter(({ left }) => left > 0);
    return fault;
  }

  /** A task succeeded or failed: what was to go on until then ends. */
  noteTaskEnd(task: Omit<FaultCall, 'operation'>): void {
    this.#active = this.#active.filter(({ trouble }) => trouble.until === undefined || !isAbout(trouble, task));
  }
}

/** The kinds of trouble that are of one operation alone. Those of tasks have no others. */
const onlyOn: Readonly<Record<string, string>> = {
  taskDelay: taskOperation,
  taskError: taskOperation,
  contextStatus: 'GetContextInfo',
  tasks: 'GetContextInfo',
  clockSkew: 'GetContextInfo',
  clearDelay: 'ClearContext',
};

const isSelector = (key: string): key is Selector => selectors.some((selector) => selector === key);

/** Whether a kind of trouble is one of an operation. */
const isEffectOn = (kind: string, operation: string): boolean =>
  operation !== taskOperation && onlyOn[kind] === undefined ? true : onlyOn[kind] === operation;

const isAbout = ({ sessionId, contextId }: Trouble, named: Omit<FaultCall, 'operation'>): boolean =>
  (sessionId ?? named.sessionId) === named.sessionId && (contextId ?? named.contextId) === named.contextId;

/** What of a trouble is for this call. */
const effectsOn = (trouble: Trouble, call: FaultCall): [string, unknown][] => {
  const isFor = (trouble.operation ?? call.operation) === call.operation && isAbout(trouble, call);
  const entries = Object.entries(trouble).filter(([key, value]) => !isSelector(key) && value !== undefined);
  return isFor ? entries.filter(([key]) => isEffectOn(key, call.operation)) : [];
};

const activate = (trouble: Trouble, asked: AskedTrouble): ActiveTrouble => ({
  ...asked,
  trouble,
  toPass: trouble.after ?? 0,
  left: trouble.times ?? (trouble.probability === undefined && trouble.until === undefined ? 1 : Infinity),
  random: trouble.probability === undefined ? () => 0 : seeded(trouble.seed ?? 1),
});

/** The codec says of what kind each is. */
const anything: Rule<unknown> = (_, value) => value;

const times: Rule<number> = (option, value) => (value === Infinity ? value : wholeNumber(1)(option, value));

const rules = {
  ...Object.fromEntries(Object.keys(Trouble.type.type.props).map((name) => [name, anything])),
  sessionId: optional(nonBlank),
  contextId: optional(nonBlank),
  after: optional(wholeNumber(0)),
  until: optional(oneOf('taskEnd')),
  times: optional(times),
  probability: optional(numberIn(0, 1)),
  httpStatus: optional(wholeNumber(300, 599)),
  delay: optional(milliseconds()),
  taskDelay: optional(milliseconds()),
  clearDelay: optional(milliseconds()),
};

const validated = (trouble: Trouble): Trouble => {
  checkOptions(rules, trouble);
  checkOperation(trouble);
  const decoded = Trouble.decode(trouble);
  if (decoded._tag === 'Right') return decoded.right;
  const [key = 'trouble'] = decoded.left.flatMap(({ context }) => context.map((entry) => entry.key).filter(Boolean));
  throw new InvalidRequest(key, 'is not of the kind that it must be');
};

const checkOperation = (trouble: Trouble): void => {
  const { operation } = trouble;
  if (operation === undefined) return;
  const known: readonly string[] = [...operationNames, ...fileOperations, taskOperation];
  if (!known.includes(operation)) throw new InvalidRequest('operation', `must be one of ${known.join(', ')}`);
  const foreign = Object.keys(trouble).find((key) => !isSelector(key) && !isEffectOn(key, operation));
  if (foreign !== undefined) throw new InvalidRequest(foreign, `is no trouble of ${operation}`);
  for (const name of ['sessionId', 'contextId'] as const) {
    if (trouble[name] !== undefined && !canName(name, operation))
      throw new InvalidRequest(name, `is nothing that a call of ${operation} names`);
  }
};

/** Numbers from 0 to 1, the same for the same seed. */
const seeded = (seed: number): (() => number) => {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
};
