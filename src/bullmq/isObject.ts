/** Whether a value that came from Redis has fields. */
export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
