import type { ServiceFacts } from './defineService.js';

export const agbFacts: ServiceFacts = {
  name: 'AGB',
  defaults: { prefix: 'AGB', endpoint: 'https://sdk-api.agb.cloud' },
};

export const agentBayFacts: ServiceFacts = {
  name: 'AgentBay',
  defaults: { prefix: 'AGENTBAY', endpoint: 'https://wuyingai.cn-shanghai.aliyuncs.com' },
};
