/** What JSON text says; undefined where it is none. */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The JSON text of a value; undefined where there is none. */
export const jsonText = (value: object | undefined): string | undefined => value && JSON.stringify(value);
