import { isUtf8 } from 'node:buffer';
import * as t from 'io-ts';
import { version } from '../../model/version.js';
import type { Exchange, HeaderList, RecordedAnswer } from './Exchange.js';

const pairs = t.array(t.type({ name: t.string, value: t.string }));

/** As much of an entry as is read again. */
const harEntry = t.intersection([
  t.type({
    startedDateTime: t.string,
    request: t.intersection([
      t.type({ method: t.string, url: t.string, headers: pairs }),
      t.partial({ postData: t.partial({ text: t.string }) }),
    ]),
    response: t.intersection([
      t.type({
        status: t.number,
        statusText: t.string,
        headers: pairs,
        content: t.partial({ size: t.number, text: t.string, encoding: t.string, _file: t.string }),
      }),
      t.partial({ _error: t.union([t.string, t.null]) }),
    ]),
  }),
  t.partial({ _transfer: t.boolean }),
]);

const har = t.type({
  log: t.intersection([t.type({ entries: t.array(harEntry) }), t.partial({ _endpoint: t.string })]),
});

/** What stands before the entries, and after them. The format is HAR 1.2, which browsers and other tools open. */
export const harFrame = (endpoint: string): readonly [string, string] => {
  const head = JSON.stringify({ version: '1.2', creator: { name: 'rx-context-sync', version }, _endpoint: endpoint });
  return [`{"log":${head.slice(0, -1)},"entries":[\n`, '\n]}}\n'];
};

/** An exchange as an entry. Names with an underscore are ours, as the format has it. */
export const harEntryOf = ({ startedAt, time, isTransfer, request, answer }: Exchange): object => {
  const { method, url, headers, body, bodySize } = request;
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(headers),
      queryString: named([...new URL(url).searchParams]),
      ...(body !== undefined && body !== '' && { postData: { mimeType: typeIn(headers), text: body } }),
      headersSize: -1,
      bodySize,
    },
    response: responseOf(answer),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    ...(isTransfer && { _transfer: true }),
  };
};

const responseOf = ({ status, statusText, headers, content, error }: RecordedAnswer): object => ({
  status,
  statusText,
  httpVersion: 'HTTP/1.1',
  cookies: [],
  headers: named(headers),
  content: { mimeType: typeIn(headers), ...contentOf(content) },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
  ...(error !== undefined && { _error: error }),
});

const contentOf = (content: RecordedAnswer['content']): object => {
  if (!Buffer.isBuffer(content)) return { size: content.size, _file: content.file };
  const size = content.length;
  return isUtf8(content)
    ? { size, text: content.toString() }
    : { size, text: content.toString('base64'), encoding: 'base64' };
};

/** What a recording holds, in the order in which it was asked. Throws where it is none. */
export const readHar = (text: string): { readonly endpoint: string; readonly exchanges: readonly Exchange[] } => {
  const json: unknown = JSON.parse(text);
  if (!har.is(json)) throw new Error('It is no HTTP archive (HAR 1.2).');
  const exchanges = json.log.entries.map(exchangeOf).sort((a, b) => a.startedAt - b.startedAt);
  return { endpoint: json.log._endpoint ?? '', exchanges };
};

const exchangeOf = ({ startedDateTime, request, response, _transfer }: t.TypeOf<typeof harEntry>): Exchange => {
  const { size = 0, text = '', encoding, _file } = response.content;
  const { method, url, headers, postData } = request;
  return {
    startedAt: Date.parse(startedDateTime),
    time: 0,
    isTransfer: _transfer === true,
    request: { method, url, headers: unnamed(headers), body: postData?.text ?? '', bodySize: 0 },
    answer: {
      status: response.status,
      statusText: response.statusText,
      headers: unnamed(response.headers),
      content:
        _file === undefined ? Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8') : { file: _file, size },
      error: response._error ?? undefined,
    },
  };
};

const named = (headers: HeaderList) => headers.map(([name, value]) => ({ name, value }));

const unnamed = (headers: t.TypeOf<typeof pairs>): HeaderList => headers.map(({ name, value }) => [name, value]);

const typeIn = (headers: HeaderList): string =>
  headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'application/octet-stream';
