import type { Trouble } from '../../faults/Trouble.js';
import type { TroubleRow } from '../ConsoleState.js';

/** A trouble that has a switch. It goes on until it is switched off. */
export interface Switch {
  readonly label: string;
  readonly asked: Trouble | string;
}

const always = { probability: 1 } as const;

/** The switches, by what they are about. */
export const switches: Readonly<Record<string, readonly Switch[]>> = {
  Together: [
    { label: 'Flaky network', asked: 'flaky-network' },
    { label: 'Throttled, half of the time', asked: 'throttled' },
    { label: 'Slow service', asked: 'slow-service' },
  ],
  Answers: [
    { label: 'Late by 2 s', asked: { delay: 2000, ...always } },
    { label: 'Throttled (429)', asked: { httpStatus: 429, code: 'Throttling.User', retryAfter: 1, ...always } },
    { label: 'Unavailable (503)', asked: { httpStatus: 503, ...always } },
    { label: 'Key refused (401)', asked: { httpStatus: 401, code: 'NOT_LOGIN', ...always } },
    { label: 'Connection reset', asked: { connection: 'reset', ...always } },
    { label: 'No answer at all', asked: { connection: 'hang', ...always } },
    { label: 'Broken off half-way', asked: { connection: 'cut', ...always } },
    { label: 'Garbled', asked: { connection: 'garble', ...always } },
  ],
  'Status list': [
    { label: 'Stale', asked: { tasks: 'stale', ...always } },
    { label: 'Empty', asked: { tasks: 'hidden', ...always } },
    { label: 'Malformed', asked: { contextStatus: '[{"items":', ...always } },
    { label: 'Clock an hour ahead', asked: { clockSkew: 3600, ...always } },
  ],
  'Tasks and files': [
    { label: 'Tasks fail', asked: { taskError: 'no space left on device', ...always } },
    { label: 'Tasks wait 3 s', asked: { taskDelay: 3000, ...always } },
    { label: 'Clearing begins 3 s late', asked: { clearDelay: 3000, ...always } },
    { label: 'Uploads by URL refused', asked: { operation: 'PutFile', httpStatus: 503, ...always } },
    { label: 'Downloads by URL refused', asked: { operation: 'GetFile', httpStatus: 503, ...always } },
  ],
};

/** The same for the same trouble, whoever asked for it. */
export const keyOf = (asked: Trouble | string): string =>
  typeof asked === 'string'
    ? asked
    : JSON.stringify(Object.entries(asked).sort(([one], [other]) => (one < other ? -1 : 1)));

const known = new Set(Object.values(switches).flatMap((group) => group.map(({ asked }) => keyOf(asked))));

/** Those that no switch stands for. */
export const othersOf = (active: readonly TroubleRow[]): readonly TroubleRow[] =>
  active.filter(({ asked }) => !known.has(keyOf(asked)));
