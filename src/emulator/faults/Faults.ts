import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { checkOptions, milliseconds, numberIn, optional, wholeNumber, type Rule } from '../../model/options/rules.js';
import { fileOperations, operationNames } from '../protocol/operationNames.js';
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
export type Fault = Omit<Trouble, 'operation' | 'times' | 'probability' | 'seed'>;

interface ActiveTrouble {
  readonly trouble: Trouble;
  left: number;
  readonly random: () => number;
}

/** The faults to inject: the troubles that were asked for, and what is left of them. */
export class Faults {
  #active: ActiveTrouble[] = [];

  /** @throws `InvalidRequest` that names the key and the rule. */
  add(asked: Trouble | TroubleName): void {
    if (typeof asked !== 'string') this.#active.push(activate(validated(asked)));
    else if (Object.hasOwn(presets, asked)) this.#active.push(...presets[asked].map(activate));
    else throw new InvalidRequest('trouble', `must be one of ${Object.keys(presets).join(', ')}, or an object`);
  }

  clear(): void {
    this.#active = [];
  }

  /** What goes wrong with a call of this operation: of each kind the first that was asked for. The call uses it up. */
  consume(operation: string): Fault {
    const fault: Record<string, unknown> = {};
    for (const one of this.#active) {
      const effects = effectsOn(one.trouble, operation);
      const isNew = effects.length > 0 && effects.every(([kind]) => !Object.hasOwn(fault, kind));
      if (!isNew || one.random() >= (one.trouble.probability ?? 1)) continue;
      Object.assign(fault, Object.fromEntries(effects));
      one.left--;
    }
    this.#active = this.#active.filter(({ left }) => left > 0);
    return fault;
  }
}

const selectors = ['operation', 'times', 'probability', 'seed'];
const taskEffects = ['taskDelay', 'taskError'];
const statusEffects = ['contextStatus', 'tasks', 'clockSkew'];

/** Whether a kind of trouble is one of an operation. */
const isEffectOn = (kind: string, operation: string): boolean =>
  taskEffects.includes(kind)
    ? operation === taskOperation
    : operation === 'GetContextInfo' || (operation !== taskOperation && !statusEffects.includes(kind));

/** What of a trouble is for this operation. */
const effectsOn = (trouble: Trouble, operation: string): [string, unknown][] => {
  const isFor = trouble.operation === undefined || trouble.operation === operation;
  const entries = Object.entries(trouble).filter(([key, value]) => !selectors.includes(key) && value !== undefined);
  return isFor ? entries.filter(([key]) => isEffectOn(key, operation)) : [];
};

const activate = (trouble: Trouble): ActiveTrouble => ({
  trouble,
  left: trouble.times ?? (trouble.probability === undefined ? 1 : Infinity),
  random: trouble.probability === undefined ? () => 0 : seeded(trouble.seed ?? 1),
});

/** The codec says of what kind each is. */
const anything: Rule<unknown> = (_, value) => value;

const times: Rule<number> = (option, value) => (value === Infinity ? value : wholeNumber(1)(option, value));

const rules = {
  ...Object.fromEntries(Object.keys(Trouble.type.type.props).map((name) => [name, anything])),
  times: optional(times),
  probability: optional(numberIn(0, 1)),
  httpStatus: optional(wholeNumber(300, 599)),
  delay: optional(milliseconds()),
  taskDelay: optional(milliseconds()),
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
  const keys = Object.keys(trouble).filter((key) => !selectors.includes(key));
  const foreign = keys.find((key) => !isEffectOn(key, operation));
  if (foreign !== undefined) throw new InvalidRequest(foreign, `is no trouble of ${operation}`);
};

/** Numbers from 0 to 1, the same for the same seed. */
const seeded = (seed: number): (() => number) => {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
};
