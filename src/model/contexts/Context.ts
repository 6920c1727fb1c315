import type { Result } from '../results/Result.js';

/** Persistent storage that can be mounted in sessions. */
export interface Context {
  /** The service's id of it, for example `SdkCtx-1`. */
  readonly id: string;
  /** The name that it was made with, or was given since. */
  readonly name: string;
  /** `available`, `clearing`, `pre-available`, `in-use`, or what else the service says; empty where it says nothing. */
  readonly state: string;
  /** As the service wrote it, for example `2025-05-29T12:00:00Z`; empty where it says nothing. */
  readonly createTime: string;
  /** As the service wrote it; empty where it says nothing. */
  readonly lastUsedTime: string;
  /** The operating system of the sessions that used it; AgentBay only, empty elsewhere. */
  readonly osType: string;
}

/** A context, or why there is none. */
export type ContextResult = Result<{
  /** The context that was asked for. */
  context: Context;
}>;

/** A list of contexts, or why there is none. */
export type ContextListResult = Result<{
  /** The contexts, in the order of the service. */
  contexts: readonly Context[];
  /** Where to go on, if `maxPages` ended the list; empty at its end. */
  nextToken: string;
  /** How many contexts there are in all; undefined where the service does not say. */
  totalCount: number | undefined;
}>;

/** The state of a context: `available`, `clearing`, `pre-available`, `in-use`, or what else the service says. */
export type ContextStateResult = Result<{
  /** The state in the service's own word. */
  state: string;
}>;

/** Whether the service did what it was asked to. */
export type DoneResult = Result<object>;
