/** What is known of an error of the system. */
export interface SystemFacts {
  readonly code?: unknown;
  /** What the system was asked for when it failed; not every error tells it. */
  readonly syscall?: unknown;
}

const connecting: readonly unknown[] = ['connect', 'getaddrinfo', 'socket', 'bind'];

// Without a system call: nobody listens, no such host, no descriptor, no route, no port of ours, nobody there in time. The
// certificate is looked at before a byte of the request is sent.
const codes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EMFILE|ENFILE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EADDRINUSE|UND_ERR_CONNECT_TIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT|ERR_TLS_CERT_\w+|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_(?:GET|VERIFY)_\w+)$/;

/**
 * Whether an error says that there was no connection: surely nothing was sent. A connection that stood can break with some of
 * the same codes, so the system call decides where it is told.
 */
export const neverConnected = ({ code, syscall }: SystemFacts): boolean =>
  typeof syscall === 'string' && syscall !== ''
    ? connecting.includes(syscall)
    : typeof code === 'string' && codes.test(code);
