import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ContextManager, SyncOptions, SyncSnapshot } from '../../src/index.js';
import { accept, hang, list, stall, startScriptedService, type Step } from '../support/scriptedService.js';
import { clientOf, services, type TestedService } from '../support/services.js';
import { situations, type Situation } from '../support/situations.js';
import { inQuietTime } from '../support/time.js';

/** The three ways to run a sync; each gives its last snapshot. */
const forms: Readonly<Record<string, (context: ContextManager, options: SyncOptions) => Promise<SyncSnapshot>>> = {
  awaited: (context, options) => context.sync(options),
  streamed: async (context, options) => {
    const snapshots = await lastValueFrom(context.sync$(options).pipe(toArray()));
    expect(snapshots.filter(({ done }) => done)).toEqual(snapshots.slice(-1));
    return snapshots.at(-1) as SyncSnapshot;
  },
  'called back': (context, options) =>
    new Promise((resolve, reject) => {
      const callback = (success: boolean, result: SyncSnapshot): void => {
        expect(success).toBe(result.success);
        resolve(result);
      };
      context.sync({ ...options, callback }).catch(reject);
    }),
};

const run = async (service: TestedService, form: string, situation: Situation) => {
  const { options, baseline = [list()], triggers = [accept], polls = [list()] } = situation;
  const isRead = options?.baseline !== false;
  const statuses = isRead ? [...baseline, ...polls] : polls;
  const { url, count } = await startScriptedService(service.speech, { triggers, statuses });
  const { context } = clientOf(service, url).session('s-1');
  const end = await inQuietTime(
    async () => forms[form]?.(context, { retryInterval: 2, ...options }),
    () => hanging(triggers, count.triggers) + hanging(statuses, count.statuses),
  );
  return { end, count };
};

/** How many of so many requests are never answered to their ends; the last step of a script goes on. */
const hanging = (steps: readonly Step[], count: number): number =>
  Array.from({ length: count }, (_, index) => steps[Math.min(index, steps.length - 1)]).filter(
    (step) => step === hang || step === stall,
  ).length;

describe.each(services)('$name over HTTP', (service) => {
  describe.each(Object.entries(situations))('%s', (_, rows) => {
    describe.each(rows)('$name ($truth): $state', (situation) => {
      it.each(Object.keys(forms))('%s', async (form) => {
        const { end, count } = await run(service, form, situation);
        const { baseline = 1, triggers = 1, polls } = situation.sent;
        expect({ state: end?.state, error: end?.error?._tag }).toEqual({
          state: situation.state,
          error: situation.error,
        });
        expect(count).toEqual({ triggers, statuses: baseline + polls });
        // A poll that hangs until the deadline was sent, but never judged.
        expect(end?.polls).toBeLessThanOrEqual(polls);
      });
    });
  });

  it('is tried in more than sixty situations', () => {
    expect(Object.values(situations).flat().length).toBeGreaterThan(60);
  });
});
