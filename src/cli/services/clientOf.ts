import { AGB, AgentBay, isContextError, type ClientOptions } from '../../index.js';
import { UsageError } from '../process/UsageError.js';
import { flagOf, refusal } from './inFlags.js';

/** The services, as the command calls them. */
export const serviceNames = ['agb', 'agentbay'] as const;

export type ServiceFlag = (typeof serviceNames)[number];

/** What all commands are told that ask a service. */
export interface ServiceFlags {
  readonly service?: ServiceFlag | undefined;
  readonly endpoint?: string | undefined;
  readonly allowInsecure?: true | undefined;
}

/**
 * The client of a service, with the key that the environment has.
 *
 * @throws {@link UsageError} that names what is missing or wrong.
 */
export const clientOf = (given: ServiceFlags): AGB | AgentBay =>
  serviceOf(given) === 'agb' ? agbOf(given) : agentBayOf(given);

/** The client of AGB, whatever else has a key. */
export const agbOf = (given: ServiceFlags): AGB => made('AGB', given, (options) => new AGB(options));

/** The client of AgentBay, whatever else has a key. */
export const agentBayOf = (given: ServiceFlags): AgentBay =>
  made('AGENTBAY', given, (options) => new AgentBay(options));

const serviceOf = ({ service }: ServiceFlags): ServiceFlag => {
  if (service !== undefined) return service;
  const [only, ...others] = serviceNames.filter((name) => process.env[`${name.toUpperCase()}_API_KEY`]);
  if (only === undefined)
    throw new UsageError(
      'rx-context-sync: AGB_API_KEY or AGENTBAY_API_KEY is missing: keys come from the environment only',
    );
  if (others.length > 0)
    throw new UsageError('rx-context-sync: --service must be agb or agentbay: both have a key in the environment');
  return only;
};

/** What clients read in the environment, by the names of their options. */
const variables: Readonly<Record<string, string>> = {
  apiKey: 'API_KEY',
  endpoint: 'ENDPOINT',
  regionId: 'REGION_ID',
  requestTimeout: 'TIMEOUT_MS',
  pacing: 'PACING_MS',
};

const made = <Client>(
  prefix: 'AGB' | 'AGENTBAY',
  { endpoint, allowInsecure }: ServiceFlags,
  make: (options: ClientOptions) => Client,
): Client => {
  try {
    return make({ endpoint, allowInsecure });
  } catch (error) {
    if (!isContextError(error) || error._tag !== 'InvalidRequest') throw error;
    const { option, rule } = error;
    if (option === 'apiKey' && rule.startsWith('is missing'))
      throw new UsageError(`rx-context-sync: ${prefix}_API_KEY is missing: keys come from the environment only`);
    const isFlag = option === 'endpoint' && endpoint !== undefined;
    throw refusal(error, { [option]: isFlag ? flagOf(option) : `${prefix}_${variables[option] ?? option}` });
  }
};
