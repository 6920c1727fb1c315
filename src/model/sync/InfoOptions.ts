import type { ClientDefaults } from '../options/ClientDefaults.js';
import { checkOptions, milliseconds, nonBlank, optional, withDefault } from '../options/rules.js';

/** Which part of the status list to read. */
export interface InfoOptions {
  /**
   * Only the tasks of this context.
   * @default those of all
   */
  readonly contextId?: string | undefined;
  /**
   * Only the tasks at this mount path.
   * @default those at all
   */
  readonly path?: string | undefined;
  /**
   * Only the tasks of this type: `upload`, `download`, or another that the service knows.
   * @default those of all types
   */
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

/** The rules of what narrows the status list. */
export const filterRules = {
  contextId: optional(nonBlank),
  path: optional(nonBlank),
  taskType: optional(nonBlank),
};

/**
 * Checks the options of `info$`.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 */
export const infoPlan = (given: InfoOptions | undefined, { requestTimeout }: ClientDefaults): InfoPlan =>
  checkOptions({ ...filterRules, requestTimeout: withDefault(milliseconds(1), requestTimeout) }, given);
