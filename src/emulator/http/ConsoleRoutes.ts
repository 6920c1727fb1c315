import type { IncomingMessage, ServerResponse } from 'node:http';

/** How requests of the console are answered, where there is one. */
export interface ConsoleRoutes {
  /** Whether a request is for a file of the page: they hold no secrets. */
  readonly isPage: (target: string, request: Pick<IncomingMessage, 'method'>) => boolean;
  readonly givePage: (target: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Whether the page asks for something that is its own. */
  readonly isAsked: (target: string) => boolean;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Something was done by the control: it is shown at once. */
  readonly lookAgain: () => void;
}
