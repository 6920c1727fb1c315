import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { checkOptions, milliseconds, numberIn, optional, wholeNumber, type Rule } from '../../model/options/rules.js';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { fileOperations, operationNames } from '../protocol/operationNames.js';
import { Trouble } from './Trouble.js';

/** Troubles that often come together. */
export type TroubleName = 'flaky-network' | 'throttled' | 'slow-service';

const named: Readonly<Record<TroubleName, readonly Trouble[]>> = {
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

/** The operation that sync tasks ask trouble for. */
export const taskOperation = 'task';

interface Standing {
  readonly trouble: Trouble;
  left: number;
  readonly random: () => number;
}

/** The troubles that are asked for, and what is left of them. */
export class Troubles {
  #standing: Standing[] = [];

  /** @throws `InvalidRequest` that names the key and the rule. */
  add(asked: Trouble | TroubleName): void {
    if (typeof asked !== 'string') this.#standing.push(standing(checked(asked)));
    else if (Object.hasOwn(named, asked)) this.#standing.push(...named[asked].map(standing));
    else throw new InvalidRequest('trouble', `must be one of ${Object.keys(named).join(', ')}, or an object`);
  }

  clear(): void {
    this.#standing = [];
  }

  /** The trouble that a call of this operation meets: of each kind the first that was asked for. It is used up by the call. */
  of(operation: string): Trouble {
    const met: Record<string, unknown> = {};
    for (const one of this.#standing) {
      const kinds = kindsOf(one.trouble, operation);
      const isNew = kinds.length > 0 && kinds.every(([kind]) => !Object.hasOwn(met, kind));
      if (!isNew || one.random() >= (one.trouble.probability ?? 1)) continue;
      Object.assign(met, Object.fromEntries(kinds));
      one.left--;
    }
    this.#standing = this.#standing.filter(({ left }) => left > 0);
    return met;
  }
}

const selectors = ['operation', 'times', 'probability', 'seed'];
const ofTasks = ['taskDelay', 'taskError'];
const ofInfo = ['contextStatus', 'tasks', 'clockSkew'];

/** Whether a kind of trouble is one of an operation. */
const isKindOf = (kind: string, operation: string): boolean =>
  ofTasks.includes(kind)
    ? operation === taskOperation
    : operation === 'GetContextInfo' || (operation !== taskOperation && !ofInfo.includes(kind));

/** What of a trouble is for this operation. */
const kindsOf = (trouble: Trouble, operation: string): [string, unknown][] => {
  const isFor = trouble.operation === undefined || trouble.operation === operation;
  const entries = Object.entries(trouble).filter(([key, value]) => !selectors.includes(key) && value !== undefined);
  return isFor ? entries.filter(([key]) => isKindOf(key, operation)) : [];
};

const standing = (trouble: Trouble): Standing => ({
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

const checked = (trouble: Trouble): Trouble => {
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
  const foreign = keys.find((key) => !isKindOf(key, operation));
  if (foreign !== undefined) throw new InvalidRequest(foreign, `is no trouble of ${operation}`);
};

/** Numbers from 0 to 1, the same for the same seed. */
const seeded = (seed: number): (() => number) => {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
};
