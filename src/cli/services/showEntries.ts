import { lastValueFrom, tap, type Observable } from 'rxjs';
import type { ContextError } from '../../index.js';
import { ExitCode } from '../process/ExitCode.js';
import { untilAbort } from '../process/untilAbort.js';
import { aligned } from '../terminal/aligned.js';
import { cut, printable } from '../terminal/printable.js';
import { lineWidth } from '../terminal/terminal.js';
import { accepted, inFlags, type Names } from './inFlags.js';

/** One entry of a list, or why the list broke off. */
interface EntryResult {
  readonly success: boolean;
  readonly errorMessage: string;
  readonly error?: ContextError | undefined;
}

/** How a list is told. */
export interface EntryView<R extends EntryResult> {
  readonly header: readonly string[];
  readonly cells: (entry: Extract<R, { readonly success: true }>) => readonly string[];
  /** For programs. */
  readonly json: (entry: Extract<R, { readonly success: true }>) => unknown;
  readonly names?: Names;
}

/** Prints a list: entry by entry as JSON, or as a table once it is whole. */
export const showEntries = async <R extends EntryResult>(
  entries: Observable<R>,
  { header, cells, json: jsonOf, names }: EntryView<R>,
  { json, signal }: { readonly json: boolean | undefined; readonly signal: AbortSignal },
): Promise<ExitCode> => {
  const rows: (readonly string[])[] = [];
  let code: ExitCode = ExitCode.succeeded;
  const taken = entries.pipe(
    untilAbort(signal),
    tap((result) => {
      accepted(result, names);
      if (!isEntry(result)) {
        code = ExitCode.failed;
        if (json) console.log(JSON.stringify(result));
        else console.error(`rx-context-sync: ${printable(inFlags(result.errorMessage), longestMessage)}`);
      } else if (json) console.log(JSON.stringify(jsonOf(result)));
      else rows.push(cells(result).map((cell) => printable(cell, longestCell)));
    }),
  );
  await lastValueFrom(taken, { defaultValue: undefined });
  if (rows.length > 0) console.log(tableOf([header, ...rows]));
  return code;
};

const isEntry = <R extends EntryResult>(result: R): result is Extract<R, { readonly success: true }> => result.success;

const tableOf = (rows: readonly (readonly string[])[]): string =>
  aligned(rows)
    .map((line) => cut(line, lineWidth() ?? Number.POSITIVE_INFINITY))
    .join('\n');

const longestCell = 200;
const longestMessage = 2000;
