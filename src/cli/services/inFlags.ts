import { isContextError, type ContextError, type InvalidRequest } from '../../index.js';
import { UsageError } from '../process/UsageError.js';

/** An option as the command calls it. */
export const flagOf = (option: string): string =>
  `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** What the library says of its options, of the command's. */
export const inFlags = (text: string): string => text.replaceAll(optionNames, (_, option: string) => flagOf(option));

const optionNames = /`(timeout|requestTimeout|maxRetries|retryInterval|settlePolls|allowInsecure|failFast)`/g;

/** What the command calls that has no flag, or another one than its option. */
export type Names = Readonly<Record<string, string>>;

/** What was refused before anything was sent, in the words of the command. */
export const refusal = ({ option, rule }: InvalidRequest, names: Names = {}): UsageError =>
  new UsageError(`rx-context-sync: ${names[option] ?? flagOf(option)} ${inFlags(rule).replace(/, not NaN$/, '')}`);

/**
 * The result, if it is not that of a wrong use.
 *
 * @throws {@link UsageError} that names the flag and the rule.
 */
export const accepted = <Outcome extends { readonly error?: ContextError | undefined }>(
  result: Outcome,
  names?: Names,
): Outcome => {
  const { error } = result;
  if (isContextError(error) && error._tag === 'InvalidRequest') throw refusal(error, names);
  return result;
};
