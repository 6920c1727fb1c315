import { CleanupStack } from '../concurrency/CleanupStack.js';
import type { Certificate } from './certificate.js';
import { startHttpServer, type Handler, type HttpServer } from './HttpServer.js';
import { inUrl, isLoopback } from './loopback.js';

/** Where the emulator listens. */
export interface ServerPlan {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number;
  /** Undefined where it is to speak plain http only. */
  readonly certificate: Certificate | undefined;
}

/** The servers of an emulator, and by which URLs programs of this machine reach them. */
export interface Servers {
  readonly url: string;
  readonly httpsUrl: string | undefined;
  readonly close: () => Promise<void>;
}

/** Starts a server for http, and one for https where there is a certificate; both or none. */
export const startServers = async (plan: ServerPlan, handle: Handler): Promise<Servers> => {
  const { host, port, tlsPort, certificate } = plan;
  const cleanup = new CleanupStack();
  const started = async (at: Parameters<typeof startHttpServer>[0]): Promise<HttpServer> => {
    const server = await startHttpServer(at, handle);
    cleanup.defer(() => server.close());
    return server;
  };
  try {
    const plain = await started({ host, port });
    const secure = certificate && (await started({ host, port: tlsPort, certificate }));
    const isAny = isWildcard(host);
    // Over https by name: older Pythons know no addresses in certificates (docs/protocol.md, section 2.3).
    const secureHost = isAny || isLoopback(host) ? 'localhost' : host;
    return {
      url: `http://${inUrl(isAny ? '127.0.0.1' : host)}:${plain.port}`,
      httpsUrl: secure && `https://${inUrl(secureHost)}:${secure.port}`,
      close: () => cleanup.dispose(),
    };
  } catch (error) {
    await cleanup.dispose();
    throw error;
  }
};

/** Whether to listen there is to listen at all addresses of this machine. */
const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';
