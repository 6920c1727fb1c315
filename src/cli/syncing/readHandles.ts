import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SyncHandle } from '../../index.js';
import { UsageError } from '../process/UsageError.js';

/**
 * The handles that are given: each as JSON, in a file, or (`-`, or nothing) by stdin. A file may have several, a line each, and
 * snapshots in place of them, of which the last of each sync counts.
 *
 * @throws {@link UsageError} that says which is none.
 */
export const readHandles = async (given: readonly string[], signal: AbortSignal): Promise<readonly SyncHandle[]> => {
  const handles = new Map<string, SyncHandle>();
  for (const one of given.length === 0 ? ['-'] : given) {
    const [source, content] = await readSource(one, signal);
    const found = valuesIn(content).map((value) => handleIn(value, source));
    if (found.length === 0) throw wrong(source);
    for (const handle of found) {
      const { service, sessionId, contextId, path, requestId, triggeredAt } = handle;
      const key = JSON.stringify([service, sessionId, contextId, path, requestId, requestId === '' && triggeredAt]);
      handles.set(key, handle);
    }
  }
  return [...handles.values()];
};

const readSource = async (given: string, signal: AbortSignal): Promise<readonly [source: string, content: string]> => {
  if (given.trimStart().startsWith('{')) return ['the argument', given];
  if (given === '-') return ['stdin', await text(addAbortSignal(signal, process.stdin))];
  try {
    return [given, await readFile(given, { encoding: 'utf8', signal })];
  } catch (error) {
    throw new UsageError(`rx-context-sync: a handle cannot be read: ${(error as Error).message}`);
  }
};

/** One value, however it is laid out, or one in each line. */
const valuesIn = (content: string): readonly unknown[] => {
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  const whole = parsed(content);
  return whole === undefined ? lines.map(parsed) : [whole];
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

const handleIn = (value: unknown, source: string): SyncHandle => {
  const inner = typeof value === 'object' && value !== null && 'handle' in value ? value.handle : value;
  const decoded = SyncHandle.decode(inner);
  if (decoded._tag === 'Left') throw wrong(source);
  return decoded.right;
};

const wrong = (source: string): UsageError =>
  new UsageError(`rx-context-sync: what is in ${source} must be a handle as sync, start or follow gave it, as JSON`);
