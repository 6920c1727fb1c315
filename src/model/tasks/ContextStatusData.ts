import * as t from 'io-ts';
import { unixSeconds, nullableText } from './codecs.js';

/**
 * One entry of a status list: one sync task of one context at one path.
 *
 * Source: docs/protocol.md, section 5.1.
 */
export interface ContextStatusData {
  /** The id of the context. */
  readonly contextId: string;
  /** Where the context is mounted in the session. */
  readonly path: string;
  /** What the service says went wrong; empty when nothing did. */
  readonly errorMessage: string;
  /** The status as the service wrote it. `Success` and `Failed`, in any letter case, are the only final ones. */
  readonly status: string;
  /** When the task began, in Unix seconds; 0 = not yet. */
  readonly startTime: number;
  /** When the task ended, in Unix seconds; 0 = not yet. */
  readonly finishTime: number;
  /** `upload`, `download`, or another type that the service knows. */
  readonly taskType: string;
}

/**
 * The io-ts codec of one status entry. A key that is absent or null reads as `''` or `0`, a time in decimal or ISO text as its
 * number of Unix seconds; extra keys are dropped. Anything else is a decoding failure (docs/protocol.md, section 5.2).
 *
 * @example
 * ```ts
 * import { ContextStatusData } from 'rx-context-sync';
 *
 * const decoded = ContextStatusData.decode({ contextId: 'SdkCtx-1', status: 'Running' });
 * if (decoded._tag === 'Right') console.log(decoded.right.startTime); // 0
 * ```
 */
export const ContextStatusData: t.Type<ContextStatusData, ContextStatusData> = t.strict(
  {
    contextId: nullableText,
    path: nullableText,
    errorMessage: nullableText,
    status: nullableText,
    startTime: unixSeconds,
    finishTime: unixSeconds,
    taskType: nullableText,
  },
  'ContextStatusData',
);
