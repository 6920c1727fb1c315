import { Observable, type Subscription } from 'rxjs';
import { expect, vi } from 'vitest';
import type { SyncHandle } from '../../src/model/sync/SyncHandle.js';
import type { SyncSnapshot } from '../../src/model/sync/SyncSnapshot.js';
import {
  remoteFollow$,
  remoteSync$,
  syncHandler,
  type RemoteSnapshot,
  type SyncedSession,
} from '../../src/web/index.js';
import { Drawing, format, handleOf, inOrderOf, letterOf, rowsOf, type Picture, type Row } from './picture.js';
import { underwayOf } from './snapshots.js';

const column = 100;
const site = 'http://site.test/sync';

/**
 * A picture of a page and its server, executed: both halves as they are, with a network between them that breaks where the picture
 * says. A column is 100 ms.
 *
 * - `page` is `remoteSync$`, `viewer` is `remoteFollow$` of the sync that was started first: as streams are drawn.
 * - `post` and `get` are the requests of the page: `a` is the answer, other letters are states that are told, `#` is where it breaks
 *   off, so that a `post` was heard but its answer is lost; `!` is where the page leaves.
 * - `trigger` and `server` are what the server does: `a` is a trigger, and `server` is what it follows itself, by `follow$`.
 */
export const expectPagePicture = async (picture: Picture & { readonly course: string }): Promise<void> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  // The shortest that is waited: half.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  try {
    await run(picture);
  } finally {
    vi.restoreAllMocks();
    vi.useRealTimers();
  }
};

const run = async ({ course, ...picture }: Picture & { readonly course: string }): Promise<void> => {
  const rows = rowsOf(picture);
  const drawings: Drawing[] = [];
  let now = 0;
  const drawing = (label: string): Drawing => {
    const drawn = new Drawing(label, () => now);
    drawings.push(drawn);
    return drawn;
  };
  const atColumn = new Map<number, (() => void)[]>();
  const at = (when: number, act: () => void): void => void atColumn.set(when, [...(atColumn.get(when) ?? []), act]);

  const answering = new Set<Promise<unknown>>();
  const handler = syncHandler({ session: () => sessionOf(course, drawing, { at, now: () => now }), retry: 600 });
  const scripts = rows.filter(({ label }) => label === 'post' || label === 'get');
  const breaksAt = (label: string): number | undefined => {
    const index = scripts.findIndex((row) => row.label === label);
    const [script] = index < 0 ? [] : scripts.splice(index, 1);
    return script?.marbles.includes('#') ? script.from + script.marbles.indexOf('#') : undefined;
  };
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const label = init?.method === 'POST' ? 'post' : 'get';
    const [drawn, breakAt] = [drawing(label), breaksAt(label)];
    const answer = handler(new Request(url, { ...init, signal: null }));
    answering.add(answer);
    const response = await answer;
    answering.delete(answer);
    if (label === 'get')
      return broken(response, drawn, init?.signal, (act) => breakAt !== undefined && at(breakAt, act));
    drawn.mark(breakAt === undefined ? 'a' : '#');
    if (breakAt !== undefined) throw new TypeError('fetch failed');
    return response;
  };

  const subscriptions: Subscription[] = [];
  const locations: string[] = [];
  const subscribe = ({ label, from, marbles }: Row): void => {
    const drawn = drawing(label);
    const options = { fetch, ...(picture.options as object) };
    const stream = label === 'page' ? remoteSync$(site, options) : remoteFollow$(locations[0] ?? '', options);
    const subscription = stream.subscribe({
      next: (snapshot: RemoteSnapshot) => {
        if (snapshot.location !== undefined) locations.push(snapshot.location);
        drawn.mark(letterOf(snapshot));
      },
      complete: () => drawn.mark('|'),
    });
    subscriptions.push(subscription);
    const end = marbles.indexOf('!');
    if (end >= 0)
      at(from + end, () => {
        drawn.mark('!');
        subscription.unsubscribe();
      });
  };
  for (const row of rows.filter(({ label }) => label === 'page' || label === 'viewer'))
    at(row.from, () => subscribe(row));

  for (const last = Math.max(...rows.map(({ from, marbles }) => from + marbles.length)) + 3; now < last; now++) {
    for (const act of atColumn.get(now) ?? []) act();
    await settled(answering);
    await vi.advanceTimersByTimeAsync(column - 1);
    await settled(answering);
    now += 1;
    await vi.advanceTimersByTimeAsync(1);
    now -= 1;
  }
  for (const subscription of subscriptions) subscription.unsubscribe();
  expect(format(inOrderOf(rows, drawings))).toBe(format(rows));
};

/** Waits, in real time, until the server has answered all that was asked, and the page has heard it. */
const settled = async (answering: ReadonlySet<Promise<unknown>>): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) {
    await Promise.all(answering);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
};

/** An answer with what it tells drawn, and that breaks off when it is told to. */
const broken = (
  response: Response,
  drawn: Drawing,
  signal: AbortSignal | null | undefined,
  whenBroken: (act: () => void) => unknown,
): Response => {
  let isOpen = true;
  const end = (mark: string): void => {
    if (isOpen) drawn.mark(mark);
    isOpen = false;
  };
  const cut = new AbortController();
  whenBroken(() => {
    end('#');
    cut.abort(new TypeError('terminated'));
  });
  signal?.addEventListener('abort', () => end('!'));
  const decoder = new TextDecoder();
  const body = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        const text = decoder.decode(chunk);
        for (const [, state = ''] of text.matchAll(/"state":"(.)/g)) drawn.mark(state);
        if (text.includes('event: complete')) end('|');
        controller.enqueue(chunk);
      },
    }),
    { signal: cut.signal },
  );
  return new Response(body ?? null, response);
};

/** A session whose syncs take their course from their triggers on. */
const sessionOf = (
  course: string,
  drawing: (label: string) => Drawing,
  { at, now }: { readonly at: (when: number, act: () => void) => void; readonly now: () => number },
): SyncedSession => ({
  sessionId: 's-1',
  context: {
    start: () => {
      drawing('trigger').mark('a');
      const handle = handleOf({ requestId: String(now()), triggeredAt: Date.now() });
      return Promise.resolve({ success: true, requestId: handle.requestId, handle, errorMessage: '' });
    },
    follow$: (handle) =>
      new Observable((subscriber) => {
        const drawn = drawing('server');
        let isOver = false;
        const tell = (letter: string): void => {
          if (subscriber.closed) return;
          isOver = letter === 's';
          drawn.mark(isOver ? 's|' : letter);
          subscriber.next(snapshotOf(letter, handle));
          if (isOver) subscriber.complete();
        };
        const begun = now() - Number(handle.requestId);
        tell(
          course
            .slice(0, begun + 1)
            .replaceAll('-', '')
            .at(-1) ?? 'p',
        );
        for (let later = begun + 1; later < course.length; later++) {
          const letter = course.charAt(later);
          if (letter !== '-') at(Number(handle.requestId) + later, () => tell(letter));
        }
        return () => {
          if (!isOver) drawn.mark('!');
        };
      }),
  },
});

const snapshotOf = (letter: string, handle: SyncHandle): SyncSnapshot => {
  const underway = { ...underwayOf(), handle };
  if (letter !== 's') return { ...underway, state: letter === 'r' ? 'running' : 'pending' } as SyncSnapshot;
  return { ...underway, state: 'succeeded', done: true, success: true } as unknown as SyncSnapshot;
};
