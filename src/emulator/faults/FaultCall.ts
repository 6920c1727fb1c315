import type { Fields } from '../protocol/Protocol.js';

/** What may go wrong: a request of an operation, or a sync task, and what it names. */
export interface FaultCall {
  readonly operation: string;
  readonly sessionId?: string | undefined;
  readonly contextId?: string | undefined;
}

/** A request, by its parameters. What is named `id` is a context. */
export const faultCall = (operation: string, fields: Fields): FaultCall => ({
  operation,
  sessionId: fields['sessionId'],
  contextId: fields['contextId'] ?? fields['id'],
});

const ofContexts = [
  ...['GetContext', 'ModifyContext', 'DeleteContext', 'ClearContext', 'DeleteContextFile', 'DescribeContextFiles'],
  ...['GetContextFileUploadUrl', 'GetContextFileDownloadUrl', 'PutFile', 'GetFile'],
];
const ofBoth = ['SyncContext', 'GetContextInfo', 'task'];
const ofNeither = ['CreateSession', 'ListSession'];

/** Whether a call of the operation can name a session, or a context. */
export const canName = (what: 'sessionId' | 'contextId', operation: string): boolean =>
  what === 'contextId'
    ? [...ofContexts, ...ofBoth].includes(operation)
    : ![...ofContexts, ...ofNeither].includes(operation);
