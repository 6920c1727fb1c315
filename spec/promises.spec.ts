import { EmptyError, firstValueFrom, isObservable, lastValueFrom, takeUntil, timer } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { AGB, toTaskEither, unwrap } from '../src/index.js';
import { textOf } from './support/citations.js';
import { codesIn, tableOf } from './support/markdown.js';
import { pageExamples } from './support/pageExamples.js';

const { emulator, newSession, printed, triggered } = pageExamples('docs/promises.md', ['rxjs', 'fp-ts']);

describe('the examples of promises', () => {
  it('await a sync, and tell why one failed', async () => {
    const part = "mode: 'upload', timeout: 600_000";
    expect((await printed(part)).lines).toEqual(['2 tasks']);
    const failing = printed(
      part,
      { taskError: 'disk full', times: 2 },
      (code) => `console.error = console.log;\n${code}`,
    );
    expect((await failing).lines.join('\n')).toMatch(/^failed TaskFailed .*disk full/s);
  });

  it('stop by a signal, with its reason', async () => {
    const { lines } = await printed('AbortSignal.any(', { taskDelay: 1000, times: 2 });
    expect(lines).toEqual(['stopped: not needed any more']);
  });

  it('start first, and so keep the handle of what was stopped', async () => {
    const before = triggered();
    const { lines } = await printed('AbortSignal.timeout(20)', { taskDelay: 200, times: 2 });
    expect(lines).toEqual(['succeeded']);
    expect(triggered()).toBe(before + 1);
  });

  it('throw what failed', async () => {
    const part = 'if (!isContextError(error)) throw error';
    expect((await printed(part)).lines).toEqual(['2 of 2']);
    const gone = await printed(
      part,
      undefined,
      (code) => `console.error = console.log;\n${code.replace(/'[^']*'\)\);/, "'gone'));")}`,
    );
    expect(gone.lines.join()).toMatch(/^NotFound GetSession/);
  });

  it('settle at the answer of the trigger, and call back after the end', async () => {
    const { lines } = await printed('SyncCallback');
    expect(lines).toEqual(['triggered', 'true succeeded 2']);
  });

  it('loop over snapshots, those of a piped stream too', async () => {
    const { lines } = await printed('eachValueFrom(');
    expect(lines.slice(-2)).toEqual(['succeeded 2', 'done']);
  });

  it('read a list ahead, until the loop is left', async () => {
    const { agb } = await newSession();
    for (const _ of ['a second', 'a third']) unwrap(await agb.create({ imageId: 'any' }));
    const pages = () => emulator().journal.requests.filter(({ operation }) => operation === 'ListSession').length;
    const before = pages();
    for await (const { success } of agb.list$({ maxResults: 1 })) {
      expect(success).toBe(true);
      await vi.waitFor(() => expect(pages() - before).toBeGreaterThan(2));
      break;
    }
  });

  it('compose tasks of fp-ts, whose Left is what failed first', async () => {
    expect((await printed('TE.match(')).lines).toEqual(['2 of 2 tasks']);
    const before = triggered();
    const gone = await printed('TE.match(', undefined, (code) => code.replace(/get\$\('[^']*'\)/, "get$('gone')"));
    expect(gone.lines.join()).toMatch(/^NotFound: GetSession/);
    expect(triggered()).toBe(before);
  });

  it('stop a task of fp-ts by a signal', async () => {
    expect((await printed('TE.tryCatch(', { taskDelay: 1000, times: 2 })).lines).toEqual(['Left']);
    const patient = await printed('TE.tryCatch(', undefined, (code) => code.replace('timeout(10)', 'timeout(60_000)'));
    expect(patient.lines).toEqual(['Right']);
  });

  it('tell each error apart', async () => {
    expect((await printed('satisfies never')).lines).toEqual(['synced']);
    const { lines } = await printed('satisfies never', { taskError: 'disk full', times: 2 });
    expect(lines.join()).toMatch(/^\/home\/\w+: disk full; \/home\/\w+: disk full$/);
  });
});

/** What is easily done wrong, as the page writes it, and what the page says that it comes to. */
const mistakes = tableOf(textOf('docs/promises.md'), 'What is easily done wrong').map(
  ([written = '', outcome = '']) => [codesIn(written)[0] ?? '', codesIn(outcome)] as const,
);

const refused = mistakes.filter(([, [tag]]) => tag === 'InvalidRequest');

const codeOf = (part: string): string => mistakes.find(([written]) => written.includes(part))?.[0] ?? '';

/** Runs what the page writes, with what it takes for granted. */
const written = async (code: string, scope: Readonly<Record<string, unknown>>): Promise<unknown> => {
  const body = code.startsWith('await') ? code : `(${code})`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page is ours, and what it writes does not compile
  const made = new Function(...Object.keys(scope), `return (async () => ${body})()`) as (...args: unknown[]) => unknown;
  return made(...Object.values(scope));
};

describe('what is easily done wrong', () => {
  it.each(refused)('is refused, and not sent: %s', async (code, [, option]) => {
    const { agb, sessionId } = await newSession();
    const before = emulator().journal.requests.length;
    const { context } = agb.session(sessionId);
    const scope = { context, signal: new AbortController().signal, callback: () => undefined };
    const made = await written(code, scope);
    const outcome = isObservable(made) ? await lastValueFrom(made) : made;
    expect(outcome).toMatchObject({ success: false, error: { _tag: 'InvalidRequest', option } });
    expect(emulator().journal.requests).toHaveLength(before);
  });

  it('is told of all of them', () => {
    expect(refused.map(([, [, option]]) => option)).toEqual([
      ...['signal', 'signal', 'callback', 'options', 'options', 'retries'],
    ]);
  });

  it.each(['context.sync$()', 'await context.sync$()'])('does nothing: %s', async (code) => {
    expect(mistakes.map(([written]) => written)).toContain(code);
    const { agb, sessionId } = await newSession();
    const before = emulator().journal.requests.length;
    const outcome = await written(code, { context: agb.session(sessionId).context });
    expect(outcome).toHaveProperty('subscribe');
    expect(emulator().journal.requests).toHaveLength(before);
  });

  it('takes the first snapshot for the end', async () => {
    const { agb, sessionId } = await newSession();
    const scope = { context: agb.session(sessionId).context, firstValueFrom };
    expect(await written(codeOf('firstValueFrom'), scope)).toMatchObject({ done: false });
  });

  it('unwraps what has not ended', async () => {
    const { agb, sessionId } = await newSession();
    const snapshot = await firstValueFrom(agb.session(sessionId).context.sync$());
    const unwrapped = written(codeOf('unwrap'), { unwrap, snapshot });
    await expect(unwrapped).rejects.toThrow(TypeError);
  });

  it.each([
    ['before', 0, EmptyError],
    ['after', 60, TypeError],
  ])('ends a stream by `takeUntil` %s something came, where a result is asked for', async (_, after, error) => {
    const { agb, sessionId } = await newSession();
    emulator().trouble({ taskDelay: 300, times: 2 });
    const code = codeOf('takeUntil').replace('…', `timer(${after})`);
    const scope = {
      context: agb.session(sessionId).context,
      toTaskEither,
      takeUntil,
      timer: (ms: number) => timer(ms),
    };
    const task = (await written(code, scope)) as () => Promise<unknown>;
    await expect(task()).rejects.toThrow(error);
  });

  it('throws where there is no result', () => {
    expect(() => new AGB({ apiKey: 'k', pacing: -1 })).toThrow(expect.objectContaining({ _tag: 'InvalidRequest' }));
    expect(() => new AGB({ apiKey: 'k' }).session('')).toThrow(expect.objectContaining({ _tag: 'InvalidRequest' }));
  });
});
