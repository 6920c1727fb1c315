import type { LogEvent, SyncLogEvent } from './LogEvent.js';

/** The levels that a logger has. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What is told of requests and syncs. `console` is one, pino makes one. */
export type Logger = {
  /** Told of each request, answer, poll and delay. */
  readonly debug: (event: LogEvent, message: string) => void;
  /** Told of a sync that was triggered, and of one that succeeded. */
  readonly info: (event: LogEvent, message: string) => void;
  /** Told of what failed and goes on, of pauses, of a sync that was not triggered, and of one that ended `unconfirmed`. */
  readonly warn: (event: LogEvent, message: string) => void;
  /** Told of a sync that ended as `failed`. */
  readonly error: (event: LogEvent, message: string) => void;
};

/** What a logger is told: the event, and the same in words. */
export type LogEntry<Event extends LogEvent = LogEvent> = readonly [event: Event, message: string];

/** Tells a logger. Nothing is put into words where nobody listens. */
export type Log<Event extends LogEvent = LogEvent> = (level: LogLevel, entry: () => LogEntry<Event>) => void;

/** Tells what happens to syncs. */
export type SyncLog = Log<SyncLogEvent>;

/** Tells nobody. */
export const silent: Log = () => undefined;

/** How a logger is told: what it throws is its own affair, and must not change how a sync ends. */
export const logTo =
  (logger: Logger): Log =>
  (level, entry) => {
    try {
      logger[level](...entry());
    } catch {
      // There is nobody left to tell.
    }
  };
