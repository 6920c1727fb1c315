import { checkArguments, schemaOf, type ArgumentsOf, type Parameters } from './parameters.js';

/** One call of a tool: the session whose files it is about. */
export interface ToolCall {
  /** The root of the session's tree. */
  readonly root: string;
  /** Where files are written before they are whole: a folder on the same disk. */
  readonly scratch: string;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Says that it must end: the session is released, or the emulator stopped. */
  readonly signal: AbortSignal;
  /** Whether commands may be run, and why they may not. */
  readonly shellRefusal: string | undefined;
}

/** What a client can have done in a session. */
export interface Tool {
  readonly description: string;
  readonly inputSchema: object;
  /** Whether it changes files: such calls of one session come one after the other. */
  readonly changes: boolean;
  /** Gives the text of the answer. */
  readonly run: (args: object, call: ToolCall) => Promise<string>;
}

/** A tool by what it takes and does. */
export const tool = <P extends Parameters>(
  description: string,
  parameters: P,
  run: (args: ArgumentsOf<P>, call: ToolCall) => Promise<string>,
  { changes = false } = {},
): Tool => ({
  description,
  inputSchema: schemaOf(parameters),
  changes,
  run: async (args, call) => run(checkArguments(parameters, args), call),
});
