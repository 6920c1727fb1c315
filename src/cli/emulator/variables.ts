import type { Emulator } from '../../emulator/index.js';

/** What is to stand in an environment. */
export type Variables = Readonly<Record<string, string>>;

/** What the official SDKs need in their environment to use an emulator (docs/protocol.md, sections 1.1 and 2.3). */
export const variablesOf = (
  { url, httpsUrl, caFile }: Pick<Emulator, 'url' | 'httpsUrl' | 'caFile'>,
  apiKey: string,
): Variables => ({
  AGB_ENDPOINT: url,
  AGB_API_KEY: apiKey,
  // With a scheme, AgentBay's own Python client speaks plain http; without, its clients speak https.
  AGENTBAY_ENDPOINT: httpsUrl === undefined ? url : new URL(httpsUrl).host,
  AGENTBAY_API_KEY: apiKey,
  ...(caFile !== undefined && {
    NODE_EXTRA_CA_CERTS: caFile,
    REQUESTS_CA_BUNDLE: caFile,
    SSL_CERT_FILE: caFile,
  }),
});
