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
    if (typeof given !== 'object' || given === null) return { value: undefined, options: given };
    const { [name]: value, ...own } = given as Record<string, unknown>;
    if (!isOne(value)) return { value: undefined, options: given };
    // What options inherit counts too, for example the getters of a class.
    const get = (_: object, key: string | symbol): unknown => (key === name ? undefined : Reflect.get(given, key));
    return { value, options: new Proxy(own, { get }) as T };
  };
