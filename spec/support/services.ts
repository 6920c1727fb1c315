import { AgentBay, AGB, type ClientOptions, type SyncHandle } from '../../src/index.js';
import { agbSpeech, agentBaySpeech, type Speech } from './scriptedService.js';

/** A service, as its client and its scripted server speak it. */
export interface TestedService {
  readonly name: string;
  /** What its environment variables begin with. */
  readonly prefix: string;
  readonly speech: Speech;
  readonly client: (options?: ClientOptions) => AGB | AgentBay;
}

/** Both services: what holds for one holds for the other. */
export const services: readonly TestedService[] = [
  { name: 'AGB', prefix: 'AGB', speech: agbSpeech, client: (options) => new AGB(options) },
  { name: 'AgentBay', prefix: 'AGENTBAY', speech: agentBaySpeech, client: (options) => new AgentBay(options) },
];

/** The handle of a sync of session `s-1` that this client's service accepted. Nothing is sent. */
export const handleOf = async (client: AGB | AgentBay): Promise<SyncHandle> => {
  const { handle } = await client.session('s-1').context.start({ maxRetries: 0 });
  return { ...handle, requestId: 'R', accepted: true };
};

/** A client of a service at that URL. */
export const clientOf = ({ client }: TestedService, url: string) => client({ apiKey: 'any-key', endpoint: url });
