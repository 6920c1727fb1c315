import { knownOptions, milliseconds, optionalText } from '../options/rules.js';

/** Which part of the status list to read. */
export interface InfoOptions {
  /** Only the tasks of this context. */
  readonly contextId?: string | undefined;
  /** Only the tasks at this mount path. */
  readonly path?: string | undefined;
  /** Only the tasks of this type: `upload`, `download`, or another that the service knows. */
  readonly taskType?: string | undefined;
  /**
   * How long the request may take, its body included, in milliseconds.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** Checked {@link InfoOptions}. */
export interface InfoPlan extends InfoOptions {
  readonly requestTimeout: number;
}

/**
 * Checks the options of `info$`.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 */
export const infoPlan = (given: InfoOptions | undefined, requestTimeout: number): InfoPlan => {
  const options = knownOptions(given, ['contextId', 'path', 'taskType', 'requestTimeout', 'signal']);
  return {
    contextId: optionalText('contextId', options.contextId),
    path: optionalText('path', options.path),
    taskType: optionalText('taskType', options.taskType),
    requestTimeout: milliseconds('requestTimeout', options.requestTimeout ?? requestTimeout, 1),
  };
};
