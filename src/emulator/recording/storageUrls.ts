/** Files at presigned URLs pass here: the path goes on with the scheme and the host that they are at. */
const root = '/_storage/';

/** The keys that answers have presigned URLs under. */
const urlKeys = ['url', 'Url'];

/** An answer whose presigned URLs lead to a proxy, which is told of the origins; the same text where it has none. */
export const withProxiedUrls = (text: string, proxy: string, tell: (origin: string) => void): string => {
  const body = parsed(text);
  if (!isRecord(body)) return text;
  const all = [body['data'], body['Data']].filter(isRecord).flatMap((data) => urlKeys.map((key) => ({ data, key })));
  const presigned = all.filter(({ data, key }) => isUrl(data[key]));
  for (const { data, key } of presigned) {
    const { origin, protocol, host, pathname, search } = new URL(String(data[key]));
    tell(origin);
    data[key] = `${proxy}${root}${protocol.slice(0, -1)}/${host}${pathname}${search}`;
  }
  return presigned.length === 0 ? text : JSON.stringify(body);
};

const isUrl = (value: unknown): boolean => typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The URL that a proxied one stands for; undefined where it is none. */
export const storageUrl = (target: string): { readonly origin: string; readonly target: string } | undefined => {
  const [, scheme, host, rest] = /^\/_storage\/(https?)\/([^/?]+)(\/.*)$/.exec(target) ?? [];
  return rest === undefined ? undefined : { origin: `${scheme}://${host}`, target: rest };
};
