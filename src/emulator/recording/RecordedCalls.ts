import { callOf, transferOf, type Call } from './callOf.js';
import { clientLeft, headerOf, type Exchange, type RecordedAnswer } from './Exchange.js';

/** The answers to one call, in their order. */
interface Course {
  readonly call: Pick<Call, 'operation' | 'text'>;
  readonly answers: RecordedAnswer[];
  given: number;
}

/** How many calls are named where another one was asked for. */
const mostNamed = 5;

/** What was recorded, by what was asked. */
export class RecordedCalls {
  readonly #courses = new Map<string, Course>();

  constructor(endpoint: string, exchanges: readonly Exchange[]) {
    for (const { isTransfer, request, answer } of exchanges) {
      const { method, url } = request;
      const call = isTransfer ? transferOf(method, url) : recordedCall(endpoint, request);
      const course = this.#courses.get(call.key) ?? { call, answers: [], given: 0 };
      course.answers.push(answer);
      this.#courses.set(call.key, course);
    }
  }

  /** The answer whose turn it is: each once, and then the last one again and again. Undefined where none was recorded. */
  next({ key }: Pick<Call, 'key'>): RecordedAnswer | undefined {
    const course = this.#courses.get(key);
    if (course === undefined) return undefined;
    const { answers, given } = course;
    course.given++;
    // What its client did not wait for says nothing of later ones.
    return answers[given] ?? answers.filter(({ error }) => error !== clientLeft).at(-1) ?? answers.at(-1);
  }

  /** What was recorded, and was not asked for until now. */
  pending(): readonly string[] {
    return [...this.#courses.values()].flatMap(({ call, answers, given }) =>
      Array.from({ length: Math.max(0, answers.length - given) }, () => call.text),
    );
  }

  /** Says of a call that it was not recorded, and what was instead. */
  unmatched({ operation, text }: Pick<Call, 'operation' | 'text'>): string {
    const all = [...this.#courses.values()].map(({ call }) => call);
    const same = all.filter((call) => call.operation === operation);
    const named = (same.length > 0 ? same : all).slice(0, mostNamed).map((call) => call.text);
    const what = same.length > 0 ? `of ${operation} it has` : 'it has';
    const others = (same.length > 0 ? same : all).length - named.length;
    const list = [...named, ...(others > 0 ? [`${others} more`] : [])].join('; ');
    return `The recording has no answer to ${text}; ${list === '' ? 'it is empty' : `${what} ${list}`}.`;
  }
}

const recordedCall = (endpoint: string, { method, url, headers, body = '' }: Exchange['request']): Call => {
  const base = endpoint.replace(/\/$/, '');
  const [path = '/', ...query] = (url.startsWith(base) ? url.slice(base.length) : new URL(url).pathname).split('?');
  return callOf({
    method,
    path: path === '' ? '/' : path,
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(['x-acs-action'].map((name) => [name, headerOf(headers, name)])),
    body,
  });
};
