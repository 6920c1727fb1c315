import type { Context } from './Context.js';
import type { Result } from '../results/Result.js';

/** A context, or why there is none. */
export type ContextResult = Result<{ context: Context }>;

/** A list of contexts, or why there is none. */
export type ContextListResult = Result<{
  contexts: readonly Context[];
  /** Where to go on, if `maxPages` ended the list; empty at its end. */
  nextToken: string;
  /** How many contexts there are in all; undefined where the service does not say. */
  totalCount: number | undefined;
}>;

/** The state of a context: `available`, `clearing`, `pre-available`, `in-use`, or what else the service says. */
export type ContextStateResult = Result<{ state: string }>;

/** Whether the service did what it was asked to. */
export type DoneResult = Result<object>;
