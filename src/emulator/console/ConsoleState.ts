import type { Trouble } from '../faults/Trouble.js';

/** Some of many. */
export interface Part<T> {
  readonly total: number;
  readonly shown: readonly T[];
}

/** A session, in a list. */
export interface SessionRow {
  readonly id: string;
  readonly imageId: string;
  readonly status: string;
  readonly mounts: number;
  /** How many of its tasks are not over. */
  readonly unfinished: number;
}

/** A context, in a list. */
export interface ContextRow {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** In how many sessions it is mounted. */
  readonly mounts: number;
}

/** A context in a session. */
export interface MountRow {
  readonly sessionId: string;
  readonly contextId: string;
  readonly contextName: string;
  readonly path: string;
}

/** A sync task. */
export interface TaskRow extends MountRow {
  /** Counts up in its session. */
  readonly number: number;
  readonly taskType: string;
  readonly status: string;
  /** Unix seconds; 0 = not yet. */
  readonly startTime: number;
  readonly finishTime: number;
  readonly errorMessage: string;
}

/** A request of the journal. */
export interface RequestRow {
  /** Counts up. */
  readonly number: number;
  /** Unix milliseconds. */
  readonly at: number;
  readonly operation: string;
  /** Names and values: names that clients choose are none of ours. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** 0 where it was not answered. */
  readonly httpStatus: number;
  readonly code: string;
  readonly requestId: string;
}

/** A file or a folder. */
export interface FileRow {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Unix milliseconds. */
  readonly modified: number;
}

/** What was chosen to be looked at. */
export interface Place {
  readonly kind: 'session' | 'context';
  readonly id: string;
  /** The name of a context, the image of a session. */
  readonly title: string;
  readonly status: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly mounts: Part<MountRow>;
  /** What is in the folder that was chosen; undefined where there is none. */
  readonly files: Part<FileRow> | undefined;
}

/** What goes wrong. */
export interface TroubleRow {
  readonly id: number;
  /** As it was asked for: by its name, or as what it is. */
  readonly asked: Trouble | string;
}

/** How much is there, whatever is looked for. */
export interface Totals {
  readonly sessions: number;
  readonly contexts: number;
  /** Tasks that are not over. */
  readonly unfinished: number;
}

/** All that the page shows at one moment. It is a state: who missed those before knows all by it. */
export interface ConsoleState {
  readonly version: string;
  readonly actions: readonly string[];
  readonly all: Totals;
  readonly sessions: Part<SessionRow>;
  readonly contexts: Part<ContextRow>;
  /** Undefined where nothing is chosen; `gone` where it is not there any more. */
  readonly place: Place | 'gone' | undefined;
  readonly tasks: Part<TaskRow>;
  /** The newest first. */
  readonly requests: Part<RequestRow> & { /** How many came, whatever is looked for. */ readonly all: number };
  readonly troubles: readonly TroubleRow[];
}

/** What the page looks at. */
export interface ConsoleView {
  /** A part of the name or the id of sessions and contexts. */
  readonly named: string;
  readonly session: string;
  readonly context: string;
  /** A folder in what was chosen, and which page of it, from 0 on. */
  readonly folder: string;
  readonly page: number;
  /** A part of what requests say. */
  readonly find: string;
  /** Only requests that were not answered with success. */
  readonly failed: boolean;
  /** Only requests before that one. */
  readonly before: number;
}

/** The most of each that is shown at once. */
export const most = { places: 200, mounts: 100, tasks: 100, requests: 100, files: 200 } as const;
