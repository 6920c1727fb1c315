import { Option } from '@commander-js/extra-typings';
import { contextOrAt, contextsAt } from '../options/contextAt.js';
import { numberIn } from '../options/values.js';

/** The options that several commands have, each as it is told. */
export const contextOption = () =>
  new Option('--context <id:path>', 'only this one (more than once: each alone)').argParser(contextsAt);
export const modeOption = () => new Option('--mode <mode>', "upload or download (default: the service's)");
export const retryIntervalOption = () =>
  new Option('--retry-interval <ms>', 'between polls (default: 1500)').argParser(numberIn);
export const maxRetriesOption = () => new Option('--max-retries <n>', 'most polls (default: 150)').argParser(numberIn);
export const timeoutOption = (whole: string) =>
  new Option('--timeout <ms>', `for the whole (default: ${whole})`).argParser(numberIn);
export const requestTimeoutOption = () =>
  new Option('--request-timeout <ms>', 'for each request (default: 60000)').argParser(numberIn);
export const settlePollsOption = () =>
  new Option('--settle-polls <n>', 'without a task: nothing to sync (default: 2)').argParser(numberIn);
export const failFastOption = () => new Option('--fail-fast', 'end at the first task that failed');
export const noBaselineOption = () => new Option('--no-baseline', 'take old tasks for new ones');
export const handleOption = (what = 'keep in it what follow takes, at each poll') =>
  new Option('--handle <file>', what);
export const jsonOption = (what = 'print each snapshot as a line of JSON') => new Option('--json', what);
export const oneContextOption = () =>
  new Option('--context <id[:path]>', 'only the tasks of this context').argParser(contextOrAt);
export const taskTypeOption = () => new Option('--task-type <type>', 'only such tasks: upload or download');
