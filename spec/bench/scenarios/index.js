// @ts-check
import { importScenario } from './imports.js';
import { infoScenario } from './infos.js';
import { scaleScenarios } from './scale.js';
import { scheduleScenarios } from './schedules.js';
import { sizeScenario } from './size.js';
import { syncScenarios } from './syncs.js';
import { viewerScenario } from './viewers.js';
import { watchScenario } from './watches.js';

/** In the order in which they run. @type {readonly import('../scenario.js').Scenario[]} */
export const scenarios = [
  ...syncScenarios,
  watchScenario,
  viewerScenario,
  ...scaleScenarios,
  infoScenario,
  ...scheduleScenarios,
  importScenario,
  sizeScenario,
];
