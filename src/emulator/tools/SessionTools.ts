import path from 'node:path';
import { KeyedMutex } from '../concurrency/KeyedMutex.js';
import type { Sessions } from '../sessions/Sessions.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { toolFailure } from './toolFailure.js';
import { toolList, tools } from './toolTable.js';
import type { Tool, ToolCall } from './Tool.js';

/** What a tool answers: that it failed is no refusal of the service. */
export interface ToolAnswer {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[];
  readonly isError: boolean;
}

/** Which tool is called, and by whom. */
export interface ToolRequest {
  readonly name: string;
  readonly args: object;
  /** Whether a program of this machine asks, and no web page. */
  readonly isFromLocalProgram: boolean;
}

/** The tools of sessions. */
export class SessionTools {
  readonly #runtime: EmulatorRuntime;
  readonly #sessions: Sessions;
  readonly #changes = new KeyedMutex();

  constructor(runtime: EmulatorRuntime, sessions: Sessions) {
    this.#runtime = runtime;
    this.#sessions = sessions;
  }

  /** What there is, as JSON text. */
  get list(): string {
    return toolList(this.#runtime.allowShell);
  }

  /** Has a tool do something in a session that runs. */
  call(owner: string, sessionId: string, { name, args, isFromLocalProgram }: ToolRequest): Promise<ToolAnswer> {
    const { dataDir, clock } = this.#runtime;
    return this.#sessions.use(owner, sessionId, async (root, signal) => {
      const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
      if (tool === undefined)
        return failed(`There is no tool ${JSON.stringify(name)}: ${Object.keys(tools).join(', ')}.`);
      const shellRefusal = this.#shellRefusal(isFromLocalProgram);
      const call = { root, scratch: path.join(dataDir, 'scratch'), clock, signal, shellRefusal };
      try {
        return { content: [{ type: 'text', text: await this.#run(sessionId, tool, args, call) }], isError: false };
      } catch (error) {
        signal.throwIfAborted();
        const text = toolFailure(error);
        if (text === undefined) throw error;
        return failed(text);
      }
    });
  }

  #run(sessionId: string, tool: Tool, args: object, call: ToolCall): Promise<string> {
    const run = (): Promise<string> => tool.run(args, call);
    return tool.changes ? this.#changes.runExclusive(sessionId, run) : run();
  }

  #shellRefusal(isFromLocalProgram: boolean): string | undefined {
    if (!this.#runtime.allowShell) {
      return 'Commands would run on the machine of the emulator: it must be started with `allowShell: true`, or --allow-shell.';
    }
    return isFromLocalProgram
      ? undefined
      : 'Commands are run for programs that come by the loopback address only, not for web pages.';
  }
}

const failed = (text: string): ToolAnswer => ({ content: [{ type: 'text', text }], isError: true });
