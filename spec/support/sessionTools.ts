import type { EmulatorOptions } from '../../src/emulator/index.js';
import { emulated } from './emulated.js';
import { services, type TestedService } from './services.js';

/** What a tool answered, as the services' own clients read it. */
export interface ToolAnswer {
  readonly status: number;
  /** Of the service: the tool may have failed all the same. */
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
  readonly isError: boolean | undefined;
  readonly text: string;
}

interface Data {
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly isError: boolean;
}

/** How the clients of a service call a tool: `args` is text of JSON, but AGB's older ones send the object. */
export type CallTool = (
  name: string,
  args: object | string,
  more?: { readonly sessionId?: string; readonly headers?: Readonly<Record<string, string>>; readonly key?: string },
) => Promise<ToolAnswer>;

/** An emulator with a session, whose tools are called in the wire shape of a service. */
export const toolWorld = async (options: EmulatorOptions = {}, service = services[0] as TestedService) => {
  const world = await emulated(options, service);
  const { url } = world.emulator;
  const agb: CallTool = async (
    name,
    args,
    { sessionId = world.session.sessionId, headers = {}, key = 'any-key' } = {},
  ) => {
    const body = { args: typeof args === 'string' ? args : JSON.stringify(args), sessionId, name };
    const response = await fetch(`${url}/mcp?autoGenSession=false`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    return answerOf(response.status, answer['success'], answer['code'], answer['message'], answer['data']);
  };
  const bay: CallTool = async (
    name,
    args,
    { sessionId = world.session.sessionId, headers = {}, key = 'any-key' } = {},
  ) => {
    const form = new URLSearchParams({
      Args: typeof args === 'string' ? args : JSON.stringify(args),
      Authorization: `Bearer ${key}`,
      Name: name,
      SessionId: sessionId,
    });
    const response = await fetch(`${url}/?Action=CallMcpTool&Format=json&Version=2025-05-06`, {
      method: 'POST',
      headers: { 'x-acs-action': 'CallMcpTool', ...headers },
      body: form,
    });
    const answer = (await response.json()) as Record<string, unknown>;
    return answerOf(response.status, answer['Success'], answer['Code'], answer['Message'], answer['Data']);
  };
  return { ...world, agb, bay, call: service.name === 'AGB' ? agb : bay };
};

const answerOf = (status: number, success: unknown, code: unknown, message: unknown, data: unknown): ToolAnswer => {
  const { content = [], isError } = (data ?? {}) as Partial<Data>;
  return {
    status,
    success: success === true,
    code: String(code),
    message: String(message),
    isError,
    text: content
      .filter(({ type }) => type === 'text')
      .map(({ text }) => text)
      .join('\n'),
  };
};
