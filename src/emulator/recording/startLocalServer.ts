import type { Certificate } from '../http/certificate.js';
import { startHttpServer, type Handler } from '../http/HttpServer.js';

/** A server for programs of this machine: https where there is a certificate. */
export const startLocalServer = async (
  port: number,
  certificate: Certificate | undefined,
  handle: Handler,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const host = '127.0.0.1';
  const server = await startHttpServer({ host, port, certificate }, handle);
  const scheme = certificate === undefined ? 'http' : 'https';
  return { url: `${scheme}://${host}:${server.port}`, close: server.close };
};
