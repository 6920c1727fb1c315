/** Options, and one that was taken out of them. */
export interface SplitOption<T, V> {
  readonly value: V | undefined;
  /** The same options without it. */
  readonly options: T;
}

/** Takes an option out of others: streams do not know it. What is none of its kind stays in, and is refused there by its name. */
export const splitOption =
  <V>(name: string, isOne: (value: unknown) => value is V) =>
  <T>(given: T): SplitOption<T, V> => {
    if (typeof given !== 'object' || given === null || !(name in given)) return { value: undefined, options: given };
    const { [name]: value, ...others } = given as Record<string, unknown>;
    const options = others as T;
    if (value === undefined || value === null) return { value: undefined, options };
    return isOne(value) ? { value, options } : { value: undefined, options: given };
  };
