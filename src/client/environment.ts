/** A variable of the environment. One that may not be read counts as not set. */
export interface Variable {
  /** Without the blanks around it; undefined where it is not set, or blank. */
  readonly value: string | undefined;
  /** The runtime does not let this program read it: Deno asks for a permission. */
  readonly isRefused: boolean;
}

/** Reads a variable of the environment. Browsers have none. */
export const readVariable = (name: string): Variable => {
  try {
    const { process } = globalThis as { process?: { env?: Readonly<Record<string, unknown>> } };
    const value = process?.env?.[name];
    return { value: (typeof value === 'string' && value.trim()) || undefined, isRefused: false };
  } catch {
    return { value: undefined, isRefused: true };
  }
};
