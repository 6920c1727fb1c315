import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { knownOptions, milliseconds, numberIn, wholeNumber } from '../model/check.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
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

  /** The troubles that a call of this operation meets, as one; they are used up by it. */
  of(operation: string): Trouble {
    const isTask = operation === taskOperation;
    const met = this.#standing.filter(({ trouble, random }) => {
      const isFor = trouble.operation === undefined ? isTask === isOfTasks(trouble) : trouble.operation === operation;
      return isFor && random() < (trouble.probability ?? 1);
    });
    for (const one of met) one.left--;
    this.#standing = this.#standing.filter(({ left }) => left > 0);
    return Object.assign({}, ...met.map(({ trouble }) => trouble)) as Trouble;
  }
}

const isOfTasks = ({ taskDelay, taskError }: Trouble): boolean => taskDelay !== undefined || taskError !== undefined;

const standing = (trouble: Trouble): Standing => ({
  trouble,
  left: trouble.times ?? (trouble.probability === undefined ? 1 : Infinity),
  random: trouble.probability === undefined ? () => 0 : seeded(trouble.seed ?? 1),
});

const checked = (trouble: Trouble): Trouble => {
  const keys = Object.keys(Trouble.type.type.props);
  const { times, probability, httpStatus, delay, taskDelay } = knownOptions<Trouble>(trouble, keys);
  if (times !== undefined && times !== Infinity) wholeNumber('times', times, 1);
  if (probability !== undefined) numberIn('probability', probability, 0, 1);
  if (httpStatus !== undefined) wholeNumber('httpStatus', httpStatus, 300, 599);
  if (delay !== undefined) milliseconds('delay', delay);
  if (taskDelay !== undefined) milliseconds('taskDelay', taskDelay);
  const decoded = Trouble.decode(trouble);
  if (decoded._tag === 'Right') return decoded.right;
  const [key = 'trouble'] = decoded.left.flatMap(({ context }) => context.map((entry) => entry.key).filter(Boolean));
  throw new InvalidRequest(key, 'is not of the kind that it must be');
};

/** Numbers from 0 to 1, the same for the same seed. */
const seeded = (seed: number): (() => number) => {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
};
