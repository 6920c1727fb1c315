import { services, type TestedService } from './services.js';

/** A page for who comes from an SDK of a service, and where its session has its context. */
export interface FromPage {
  readonly page: string;
  readonly service: TestedService;
  readonly place: string;
}

const [agb, agentBay] = services as [TestedService, TestedService];

export const fromPages: readonly FromPage[] = [
  { page: 'docs/from-agb-typescript.md', service: agb, place: '/home/my-data' },
  { page: 'docs/from-agb-python.md', service: agb, place: '/home/my-data' },
  { page: 'docs/from-agentbay-typescript.md', service: agentBay, place: '/tmp/my-data' },
  { page: 'docs/from-agentbay-python.md', service: agentBay, place: '/tmp/my-data' },
];
