/** What the emulated service says no with: its own code, and the HTTP status that carries it. */
export class ServiceRefusal extends Error {
  readonly code: string;
  readonly httpStatus: number;

  constructor(code: string, message: string, httpStatus = 400) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** What a request asked for that is not there. */
export const contextNotFound = (which: string): ServiceRefusal =>
  new ServiceRefusal('Context.NotFound', `There is no context ${JSON.stringify(which)}.`);

/** As the services say it (wire-protocol.md, section 3.3). */
export const sessionNotFound = (sessionId: string): ServiceRefusal =>
  new ServiceRefusal('InvalidMcpSession.NotFound', `The specified resource McpSession ${sessionId} is not found.`);
