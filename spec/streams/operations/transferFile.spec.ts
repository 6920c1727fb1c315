import { map, NEVER, of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { TransferSnapshot } from '../../../src/model/files/TransferSnapshot.js';
import {
  abortUnlessWhole,
  notTransferred,
  transferFile,
  type Transferred,
} from '../../../src/streams/operations/transferFile.js';
import { trouble } from '../../support/errors.js';
import { inVirtualTime } from '../../support/virtual.js';

const moved: Record<string, Transferred> = {
  0: { loaded: 0, total: undefined, isWhole: false },
  5: { loaded: 5, total: 9, isWhole: false },
  9: { loaded: 9, total: 9, isWhole: true },
};
const located = { r: { requestId: 'R', data: { url: 'https://oss/a' } } };

const inAWord = (snapshot: TransferSnapshot<{ name: string }>): string => {
  const { requestId, loaded, total, done, success, error, name } = snapshot;
  return [requestId, `${loaded}/${total}`, done && (success ? name : error._tag)].filter(Boolean).join(' ');
};

const streamOf = (locate: Observable<typeof located.r>, transfer: Observable<Transferred>) =>
  transferFile({ operation: 'uploadFile', locate, transfer: () => transfer }, 20, () => ({ name: 'whole' })).pipe(
    map(inAWord),
  );

describe('transferring', () => {
  it('tells the bytes, and ends once it is whole', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const locate = cold('--(r|)', located);
      const transfer = cold('-0--5-9--', moved);
      expectObservable(streamOf(locate, transfer)).toBe('---a--b-(c|)', {
        a: 'R 0/undefined',
        b: 'R 5/9',
        c: 'R 9/9 whole',
      });
      expectSubscriptions(locate.subscriptions).toBe('^-!');
      expectSubscriptions(transfer.subscriptions).toBe('--^-----!');
    });
  });

  it('fails with what went through', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const transfer = cold('-5-#', moved, trouble.unavailable());
      expectObservable(streamOf(cold('(r|)', located), transfer)).toBe('-a-(b|)', {
        a: 'R 5/9',
        b: 'R 5/9 Unavailable',
      });
    });
  });

  it('fails where there is no URL, with the request id of the refusal', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const transfer = cold<Transferred>('0', moved);
      const locate = cold<typeof located.r>('-#', located, trouble.unauthorized());
      expectObservable(streamOf(locate, transfer)).toBe('-(a|)', { a: 'REQ-1 0/undefined Unauthorized' });
      expectSubscriptions(transfer.subscriptions).toBe([]);
    });
  });

  it('ends at its deadline, which is for all of it', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const transfer = cold('-5-----------------------9', moved);
      expectObservable(streamOf(cold('---(r|)', located), transfer)).toBe('----a---------------(b|)', {
        a: 'R 5/9',
        b: 'R 5/9 TimedOut',
      });
      expectSubscriptions(transfer.subscriptions).toBe('---^----------------!');
    });
  });

  it('stops when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const transfer = cold('-5-----9', moved);
      expectObservable(streamOf(cold('(r|)', located), transfer), '^--!').toBe('-a', { a: 'R 5/9' });
      expectSubscriptions(transfer.subscriptions).toBe('^--!');
    });
  });

  it('leaves foreign errors what they are', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const bug = new RangeError('a bug');
      expectObservable(streamOf(cold('(r|)', located), cold('-#', moved, bug))).toBe('-#', {}, bug);
    });
  });

  it('is over where it was not begun', () => {
    const error = trouble.refused();
    expect(notTransferred(error)).toMatchObject({ done: true, success: false, loaded: 0, total: undefined, error });
  });
});

describe('the stream that a file is written to', () => {
  const whole = { success: true, errorMessage: '' };
  const cut = { success: false, errorMessage: 'the file broke off' };

  it('is left to be closed where the file is whole', async () => {
    const to = new WritableStream<Uint8Array>();
    of(cut, whole).pipe(abortUnlessWhole({ to })).subscribe();
    await to.close();
  });

  it('is aborted where the file is not whole, with the reason', async () => {
    const to = new WritableStream<Uint8Array>();
    of(cut).pipe(abortUnlessWhole({ to })).subscribe();
    await expect(to.getWriter().closed).rejects.toEqual(new Error('the file broke off'));
  });

  it('is aborted where nobody waits for the file any more', async () => {
    const to = new WritableStream<Uint8Array>();
    NEVER.pipe(abortUnlessWhole({ to })).subscribe().unsubscribe();
    await expect(to.getWriter().closed).rejects.toEqual(new Error('unsubscribed'));
  });

  it.each([[undefined], [{}], [{ timeout: 1 }]])('may be missing: options %j', (options) => {
    const subscription = NEVER.pipe(abortUnlessWhole(options)).subscribe();
    expect(() => {
      subscription.unsubscribe();
    }).not.toThrow();
  });
});
