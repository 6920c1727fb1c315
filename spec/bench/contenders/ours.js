// @ts-check
// This library, as it is built.
import { AGB, unwrap } from '../../../dist/esm/index.js';
import { lastValueFrom, merge, takeUntil, tap, timer } from 'rxjs';

const client = (/** @type {string} */ endpoint) => new AGB({ apiKey: 'any-key', endpoint });

/** @type {import('./contender.js').Syncs} */
export const syncs = async ({ url, targets, interval }) => {
  const agb = client(url);
  let snapshots = 0;
  const count = () => {
    snapshots += 1;
  };
  const results = await Promise.all(
    targets.map(({ sessionId, ...target }) => {
      const { context } = agb.session(sessionId);
      return lastValueFrom(context.sync$({ ...target, retryInterval: interval }).pipe(tap(count)));
    }),
  );
  for (const result of results) unwrap(result);
  return { snapshots };
};

/** @type {import('./contender.js').Watches} */
export const watches = ({ url, targets, interval, duration }) =>
  new Promise((resolve, reject) => {
    const agb = client(url);
    let changes = 0;
    merge(...targets.map(({ sessionId }) => agb.session(sessionId).context.watch$({}, { interval })))
      .pipe(takeUntil(timer(duration)))
      .subscribe({
        next: ({ success }) => {
          if (success) changes += 1;
        },
        error: reject,
        complete: () => resolve({ changes }),
      });
  });

/** @type {import('./contender.js').Infos} */
export const infos = async ({ url, target, calls }) => {
  const { context } = client(url).session(target.sessionId);
  for (let call = 0; call < calls; call++) unwrap(await context.info());
};
