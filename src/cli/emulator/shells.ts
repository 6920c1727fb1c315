import { UsageError } from '../process/UsageError.js';
import type { Variables } from './variables.js';

/** What sets variables: `bash` stands for `sh` and `zsh`, too. */
export type Shell = keyof typeof forms;

/** Variables in lines that set them. */
export const linesFor = (shell: Shell, variables: Variables): string =>
  Object.entries(variables)
    .map(([name, value]) => forms[shell](name, value))
    .join('\n');

/** @throws {@link UsageError} that names those that there are. */
export const shellNamed = (name: string): Shell => {
  if (Object.hasOwn(forms, name)) return name as Shell;
  throw new UsageError(`rx-context-sync: --shell must be one of ${Object.keys(forms).join(', ')}`);
};

const forms = {
  bash: (name: string, value: string): string =>
    `export ${name}=${isPlain(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`}`,
  fish: (name: string, value: string): string =>
    `set -gx ${name} ${isPlain(value) ? value : `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`}`,
  dotenv: (name: string, value: string): string => `${name}=${isPlain(value) ? value : inDotenvQuotes(name, value)}`,
};

/** Some readers of dotenv files take quotes for what they quote: they are for what needs them. */
const isPlain = (value: string): boolean => /^[\w@%+=:,./-]+$/.test(value);

/** Nothing is escaped there that all readers would read back: the quotes must not be in it. */
const inDotenvQuotes = (name: string, value: string): string => {
  const isRaw = !/[$\\]/.test(value);
  const quote = ["'", ...(isRaw ? ['"', '`'] : [])].find((sign) => !value.includes(sign));
  if (quote === undefined || value.includes('\n'))
    throw new UsageError(`rx-context-sync: ${name} has quotes that no dotenv file can hold`);
  return `${quote}${value}${quote}`;
};
