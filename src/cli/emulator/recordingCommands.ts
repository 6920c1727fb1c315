import type { Program } from '../options/Program.js';
import { numberIn } from '../options/values.js';
import { ExitCode } from '../process/ExitCode.js';
import { record, replay } from './recording.js';

/** Adds `record` and `replay`. */
export const addRecording = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('record')
    .summary('sends requests on to a service, and records them')
    .description('Sends requests on to a service until Ctrl-C, and records what passes, without keys.')
    .option('--endpoint <url>', 'the service that is recorded (needed)')
    .option('--file <file>', 'the recording: an HTTP archive (HAR) (needed)')
    .option('--port <n>', 'the port to listen on (default: a free one)', numberIn)
    .action(
      act(async (given) => {
        await record(given, signal);
        return ExitCode.succeeded;
      }),
    );

  program
    .command('replay')
    .summary('answers what was recorded, without the service')
    .description('Answers what was recorded until Ctrl-C, without the service.')
    .option('--file <file>', 'the recording: an HTTP archive (HAR) (needed)')
    .option('--port <n>', 'the port to listen on (default: a free one)', numberIn)
    .action(
      act(async (given) => {
        await replay(given, signal);
        return ExitCode.succeeded;
      }),
    );
};
