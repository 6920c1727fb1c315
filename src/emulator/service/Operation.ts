import type { Fault } from '../faults/Faults.js';
import { requiredField } from '../protocol/fields.js';
import type { operationNames } from '../protocol/operationNames.js';
import type { Fields, OperationResult } from '../protocol/Protocol.js';
import type { EmulatedService } from './EmulatedService.js';

/** One call of the service: who asks for what. */
export interface CallContext {
  readonly service: EmulatedService;
  readonly owner: string;
  readonly fields: Fields;
  readonly fault: Fault;
  /** Where the service that is asked has the files that are given to a session. */
  readonly fileTransferPath: string;
  /** By which URL the client reaches the emulator. */
  readonly baseUrl: string;
}

/** Does what a call asks for. A refusal is thrown. */
export type Operation = (call: CallContext) => OperationResult | Promise<OperationResult>;

/** Operations by their names. */
export type Operations = Readonly<Record<(typeof operationNames)[number], Operation>>;

/** What an operation answers that has nothing to tell. */
export const noData: OperationResult = {};

export const contextIdOf = ({ fields }: CallContext): string => requiredField(fields, 'contextId', 'id');

export const sessionIdOf = ({ fields }: CallContext): string => requiredField(fields, 'sessionId');

/** The name of a context, which may be deleted while it is mounted. */
export const contextNameOf = ({ service: { contexts }, owner }: CallContext, id: string): string =>
  contexts.has(id) ? contexts.get(owner, id).name : '';
