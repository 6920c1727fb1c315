import type { AGB, AgentBay, ContextManager, SyncOptions } from '../../index.js';
import type { ContextAt } from '../options/contextAt.js';
import { sessionIn } from '../services/sessionIn.js';
import { printable } from '../terminal/printable.js';

/** What the user says of what is synced. */
export interface TargetFlags {
  readonly context?: readonly ContextAt[] | undefined;
  readonly mode?: string | undefined;
  readonly baseline: boolean;
}

/** One sync: in which session, and what of it. */
export interface Target {
  readonly title: string;
  readonly manager: ContextManager;
  readonly options: SyncOptions;
}

/** Each session with each context that is given, or with all that it has. */
export const targetsOf = (
  client: AGB | AgentBay,
  sessions: readonly string[],
  { context: contexts = [], mode, baseline }: TargetFlags,
): readonly Target[] =>
  sessions.flatMap((sessionId) => {
    const { context: manager } = sessionIn(client, sessionId);
    return (contexts.length === 0 ? [undefined] : contexts).map((context) => ({
      title: titleOf({ sessionId, ...context, mode }),
      manager,
      options: { ...context, mode, baseline },
    }));
  });

/** What a sync is called where it is shown. */
export const titleOf = ({
  sessionId,
  contextId,
  path,
  mode,
}: {
  readonly sessionId: string;
  readonly contextId?: string | undefined;
  readonly path?: string | undefined;
  readonly mode?: string | undefined;
}): string =>
  [mode, sessionId, contextId, path]
    .filter((part) => part !== undefined)
    .map((part) => printable(part))
    .join(' ');
