import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, in its own processes or at real time: begun last, one of them would be all that is left to wait for. */
const longest = [
  'package',
  'cli/emulator',
  'console/page',
  'service/fuzz',
  'archive/state',
  'cli/demo',
  'client/situations',
  'client/defaults',
  'recipes/recipes',
  'state/durable',
  'protocol/hostile',
  'bullmq/trouble',
  'bullmq/everyPoint',
  'bullmq/kill',
  'cli/console',
];

/**
 * How early it is begun: what has a process of its own, for one that is shared ends where the next file is not for it; then the
 * longest; and the others, the larger before the smaller, behind them.
 */
const rankOf = ({ moduleId, project }: TestSpecification): number => {
  if (project.config.isolate) return -1;
  const rank = longest.findIndex((name) => moduleId.endsWith(`/${name}.spec.ts`));
  return rank < 0 ? longest.length : rank;
};

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rankOf(one) - rankOf(other));
  }
}
