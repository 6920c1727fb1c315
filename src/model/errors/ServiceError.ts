import { oneLine } from './describe.js';
import { TaggedError, type ErrorOrigin } from './TaggedError.js';

/** What a service said when it refused a request. */
export interface ServiceFacts {
  /** The operation that was asked for, for example `GetContextInfo`. */
  readonly operation: string;
  /** The HTTP status of the answer. */
  readonly httpStatus: number;
  /** The service's own code; empty where it gave none. */
  readonly code: string;
  /** The service's own text; empty where it gave none. */
  readonly serviceMessage: string;
  /** The service's id of the request; empty where it gave none. */
  readonly requestId: string;
}

/** An error that is the answer of a service. */
export abstract class ServiceError<Tag extends string> extends TaggedError<Tag> implements ServiceFacts {
  readonly operation: string;
  readonly httpStatus: number;
  readonly code: string;
  readonly serviceMessage: string;
  readonly requestId: string;

  constructor(tag: Tag, what: string, facts: ServiceFacts, origin?: ErrorOrigin, advice = '') {
    super(tag, `${facts.operation} ${what}: ${describe(facts)}${advice && `; ${advice}`}`, origin);
    this.operation = facts.operation;
    this.httpStatus = facts.httpStatus;
    this.code = facts.code;
    this.serviceMessage = facts.serviceMessage;
    this.requestId = facts.requestId;
  }
}

/** The code and text of a service, as a part of a message. */
export const textOf = ({ code, serviceMessage }: Pick<ServiceFacts, 'code' | 'serviceMessage'>): string =>
  [code && `[${oneLine(code, 100)}]`, oneLine(serviceMessage, 500)].filter(Boolean).join(' ');

const describe = ({ httpStatus, requestId, ...facts }: ServiceFacts): string => {
  const said = textOf(facts);
  const where = [`HTTP ${httpStatus}`, requestId && `request ${oneLine(requestId, 100)}`].filter(Boolean).join(', ');
  return said ? `${said} (${where})` : where;
};
