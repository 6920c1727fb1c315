import { BehaviorSubject, debounceTime, distinctUntilChanged, scan, Subject, startWith, switchMap } from 'rxjs';
import { toldBy } from '../../../web/page/toldBy.js';
import { toStore } from '../../../web/page/toStore.js';
import type { ConsoleState } from '../ConsoleState.js';
import { headers } from './token.js';

/** What is known of the emulator. The last state stays while nothing is heard of it. */
export interface Live {
  readonly state?: ConsoleState;
  readonly link: 'opening' | 'open' | 'lost' | 'refused';
}

const views = new BehaviorSubject('');
const again = new Subject<void>();

/** An emulator may be started again after hours. */
const patience = { silence: 20_000, reconnectTimeout: 2 ** 31 - 1 };

/** What the emulator tells of what this page looks at: another view is another stream of states. */
export const live = toStore(
  views.pipe(
    distinctUntilChanged(),
    // Whoever types is not done yet.
    debounceTime(100),
    switchMap((view) =>
      again.pipe(
        startWith(undefined),
        switchMap(() => toldBy(`console/states?${view}`, { headers, ...patience })),
      ),
    ),
    scan(
      (known: Live, told): Live => {
        if ('value' in told) return { state: told.value as ConsoleState, link: 'open' };
        return { ...known, link: 'error' in told && told.error._tag === 'Unauthorized' ? 'refused' : 'lost' };
      },
      { link: 'opening' },
    ),
  ),
);

/** Looks at something else. */
export const lookAt = (view: string): void => {
  views.next(view);
};

/** Tries it again, with another token. */
export const tryAgain = (): void => {
  again.next();
};
