/** What is not for pages: a handle can be followed, and causes and stacks tell of what is behind the server. */
const kept = new Set(['handle', 'lastSnapshot', 'cause', 'stack']);

/** Texts for people, which may name the endpoint that the server talks to, or a presigned address. */
const texts = new Set(['message', 'errorMessage', 'serviceMessage']);

/** A value as JSON for a page. The tasks in it have their keys, which are not enumerable elsewhere. */
export const pageJson = (value: unknown): string => {
  const json = JSON.stringify(value, (name, part: unknown) => {
    if (kept.has(name)) return undefined;
    return typeof part === 'string' && texts.has(name)
      ? part.replace(/\bhttps?:\/\/[^\s;]+/gi, '[URL]')
      : withKey(part);
  }) as string | undefined;
  // What JSON has no word for.
  return json ?? 'null';
};

const withKey = (part: unknown): unknown => {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, 'key')) return part;
  return { ...part, key: (part as { readonly key: unknown }).key };
};
