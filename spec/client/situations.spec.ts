import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ContextManager, SyncOptions, SyncSnapshot } from '../../src/index.js';
import { accept, list, startScriptedService } from '../support/scriptedService.js';
import { clientOf, services, type TestedService } from '../support/services.js';
import { situations, type Situation } from '../support/situations.js';

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
  const scripted = await startScriptedService(service.speech, {
    triggers,
    statuses: isRead ? [...baseline, ...polls] : polls,
  });
  const end = await forms[form]?.(clientOf(service, scripted.url).session('s-1').context, {
    retryInterval: 2,
    ...options,
  });
  return { end, count: scripted.count };
};

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
