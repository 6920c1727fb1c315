import type { ServerResponse } from 'node:http';
import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer, type Received } from './server.js';

/** What a service does with one request, in no service's own words. */
export type Step =
  | { readonly accept: true }
  | { readonly list: readonly ContextStatusData[] }
  /** Any value where the status string belongs. */
  | { readonly contextStatus: unknown }
  | { readonly refuse: { readonly httpStatus?: number; readonly code?: string; readonly retryAfter?: string } }
  /** Any body. */
  | { readonly raw: { readonly httpStatus?: number; readonly body: string } }
  | { readonly trouble: 'reset' | 'hang' | 'cut' | 'stall' };

export const accept: Step = { accept: true };
export const list = (...tasks: readonly ContextStatusData[]): Step => ({ list: tasks });
export const refuse = (httpStatus: number, code = '', retryAfter?: string): Step => ({
  refuse: { httpStatus, code, ...(retryAfter === undefined ? {} : { retryAfter }) },
});
export const raw = (body: string, httpStatus = 200): Step => ({ raw: { body, httpStatus } });
export const contextStatus = (value: unknown): Step => ({ contextStatus: value });
export const reset: Step = { trouble: 'reset' };
export const hang: Step = { trouble: 'hang' };
export const cut: Step = { trouble: 'cut' };
export const stall: Step = { trouble: 'stall' };

/** How one service's answers are written: what a scripted service needs to speak its protocol. */
export interface Speech {
  readonly isTrigger: (request: Received) => boolean;
  readonly good: (data?: object) => object;
  readonly bad: (code: string, message: string) => object;
  readonly status: (contextStatus: unknown) => object;
}

/** AGB's: docs/protocol.md, section 3.1. */
export const agbSpeech: Speech = {
  isTrigger: ({ url }) => url.startsWith('/sdk/SyncContext'),
  good: (data) => ({ success: true, code: 'ok', message: '', requestId: 'R', data }),
  bad: (code, message) => ({ success: false, code, message, requestId: 'R' }),
  status: (contextStatus) => ({ contextStatus }),
};

/** AgentBay's: docs/protocol.md, section 3.2. */
export const agentBaySpeech: Speech = {
  isTrigger: ({ url }) => url.includes('Action=SyncContext'),
  good: (data) => ({ Success: true, Code: 'ok', Message: '', RequestId: 'R', Data: data }),
  bad: (code, message) => ({ Success: false, Code: code, Message: message, RequestId: 'R' }),
  status: (contextStatus) => ({ ContextStatus: contextStatus }),
};

/** A server whose answers to the trigger and to the status are scripted; the last step of each goes on for ever. */
export const startScriptedService = async (
  speech: Speech,
  script: { readonly triggers: readonly Step[]; readonly statuses: readonly Step[] },
) => {
  const count = { triggers: 0, statuses: 0 };
  const server = await startServer((request, response) => {
    const kind = speech.isTrigger(request) ? 'triggers' : 'statuses';
    const steps = script[kind];
    const step = steps[Math.min(count[kind]++, steps.length - 1)];
    if (step) perform(step, response, speech);
  });
  return { url: server.url, count };
};

const perform = (step: Step, response: ServerResponse, speech: Speech): void => {
  if ('accept' in step) json(response, 200, speech.good());
  else if ('list' in step) json(response, 200, speech.good(speech.status(StatusString.encode(step.list))));
  else if ('contextStatus' in step) json(response, 200, speech.good(speech.status(step.contextStatus)));
  else if ('refuse' in step) {
    const { httpStatus = 400, code = '', retryAfter } = step.refuse;
    const headers = retryAfter === undefined ? undefined : { 'Retry-After': retryAfter };
    json(response, httpStatus, speech.bad(code, 'said the service'), headers);
  } else if ('raw' in step) response.writeHead(step.raw.httpStatus ?? 200).end(step.raw.body);
  else if (step.trouble === 'reset') response.destroy();
  else if (step.trouble !== 'hang') {
    // The client is to see the headers before the body breaks off.
    response.writeHead(200, { 'Content-Length': '1000' }).write('{"success":true,', () => {
      if (step.trouble === 'cut') setTimeout(() => response.destroy(), 2);
    });
  }
};
