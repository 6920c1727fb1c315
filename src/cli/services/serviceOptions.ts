import { Option } from '@commander-js/extra-typings';
import { serviceNames } from './clientOf.js';

/** What all commands take that ask a service. */
export const serviceOption = () =>
  new Option('--service <name>', 'agb or agentbay (default: the one that has a key)').choices(serviceNames);

export const endpointOption = () =>
  new Option('--endpoint <url>', 'of the service (default: AGB_ENDPOINT, or the public)');

export const insecureOption = () => new Option('--allow-insecure', 'send the key over plain http, too');
