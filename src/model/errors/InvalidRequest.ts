import { TaggedError } from './TaggedError.js';

/** An argument or option breaks a rule: nothing was sent. */
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
