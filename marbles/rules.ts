import type { Rule } from '../spec/support/rule.js';
import cold from './rule-01-cold.js';
import argumentsFirst from './rule-02-arguments-first.js';
import polls from './rule-03-polls.js';
import onlyThisSync from './rule-04-only-this-sync.js';
import proof from './rule-05-proof.js';
import nothingListed from './rule-06-nothing-listed.js';
import transient from './rule-07-transient.js';
import permanent from './rule-08-permanent.js';
import deadline from './rule-09-deadline.js';
import unsubscribe from './rule-10-unsubscribe.js';
import terminalSnapshot from './rule-11-terminal-snapshot.js';
import callback from './rule-12-callback.js';
import sharedReadings from './rule-14-shared-readings.js';
import pace from './rule-15-pace.js';
import clocks from './rule-16-clocks.js';

/** The rules of a sync that marbles can show. */
export const rules: readonly Rule[] = [
  cold,
  argumentsFirst,
  polls,
  onlyThisSync,
  proof,
  nothingListed,
  transient,
  permanent,
  deadline,
  unsubscribe,
  terminalSnapshot,
  callback,
  sharedReadings,
  pace,
  clocks,
];
