import { TaggedError } from './TaggedError.js';

/**
 * An argument or option breaks a rule: nothing was sent.
 *
 * @example
 * ```ts
 * import { AGB, InvalidRequest } from 'rx-context-sync';
 *
 * const { error } = await new AGB().session('s-1').context.sync({ retryInterval: -1 });
 * if (error instanceof InvalidRequest) console.error(error.option, error.rule);
 * ```
 */
export class InvalidRequest extends TaggedError<'InvalidRequest'> {
  /** The option that breaks the rule, by name. */
  readonly option: string;
  /** The rule, for example `must be a whole number from 1 to 1000000`. */
  readonly rule: string;

  constructor(option: string, rule: string, cause?: unknown) {
    super('InvalidRequest', `\`${option}\` ${rule}`, { cause });
    this.option = option;
    this.rule = rule;
  }
}
