// @ts-check
// This library, as it is built.
import { AGB, unwrap } from '../../../dist/esm/index.js';
import { merge, takeUntil, timer } from 'rxjs';

const client = (/** @type {string} */ endpoint) => new AGB({ apiKey: 'any-key', endpoint });

/** @type {import('./contender.js').Syncs} */
export const syncs = async ({ url, targets, interval }) => {
  const agb = client(url);
  const results = await Promise.all(
    targets.map(({ sessionId, ...target }) =>
      agb.session(sessionId).context.sync({ ...target, retryInterval: interval }),
    ),
  );
  for (const result of results) unwrap(result);
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
