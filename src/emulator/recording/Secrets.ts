import { redactor, type Redact } from '../../protocol/redact.js';
import type { HeaderList } from './Exchange.js';

/** Stands where a secret stood. */
const mark = '[redacted]';

/** One that is shorter is no secret, and would be found inside of files. */
const shortestInFiles = 8;

const secretHeader = /authorization|cookie|token|secret|api-?key|signature|credential/i;

const secretParameter =
  /^(?:authorization|signature|sig|(?:oss|aws)?access_?key_?(?:id|secret)|(?:access|security|session)[-_]?token|token|api_?key|password|secret|x-(?:amz|oss|goog)-(?:signature|credential|security-token))$/i;

/** Addresses that let whoever has them in, by what is in their query. */
const secretUrl = /^(?:url|linkUrl|wsUrl|resourceUrl)$/i;

/** Takes secrets out of what is kept: the keys that requests bring, wherever they stand, and what is one by its name. */
export class Secrets {
  readonly #redactors = new Map<string, Redact>();

  /** Learns the key that a request has in its headers, its query or its form (docs/protocol.md, sections 1.2 and 2.2). */
  learn(headers: HeaderList, query: string, body: string): void {
    const given = [
      ...headers.filter(([name]) => name.toLowerCase() === 'authorization').map(([, value]) => value),
      ...[query, body].map((text) => new URLSearchParams(text).get('Authorization') ?? ''),
    ];
    for (const value of given) {
      const key = value.replace(/^Bearer\s+/i, '').trim();
      if (key !== '' && key !== mark && !this.#redactors.has(key)) this.#redactors.set(key, redactor(key));
    }
  }

  text(text: string): string {
    return [...this.#redactors.values()].reduce((clean, redact) => redact(clean), text);
  }

  headers(headers: HeaderList): HeaderList {
    return headers.map(([name, value]) => [name, secretHeader.test(name) ? mark : this.text(value)]);
  }

  /** A URL whose query may have secrets; of a presigned one all values of it are. */
  url(url: string, isPresigned = false): string {
    const [place = '', ...query] = url.split('?');
    const search = query.join('?');
    return this.text(place) + (search === '' ? '' : `?${this.parameters(search, isPresigned)}`);
  }

  /** A query, or a form: all else in it stays as it was written. */
  parameters(text: string, isAll = false): string {
    const clean = (pair: string): string => {
      const [name = ''] = pair.split('=', 1);
      const isSecret = isAll || secretParameter.test(String([...new URLSearchParams(`${name}=`).keys()][0]));
      return isSecret && pair.includes('=') ? `${name}=${encodeURIComponent(mark)}` : this.text(pair);
    };
    return text.split('&').map(clean).join('&');
  }

  /** A body of any type. What is JSON stays as it was written where nothing in it is secret by its name. */
  body(text: string, type: string | undefined): string {
    if (type?.includes('x-www-form-urlencoded') === true) return this.parameters(text);
    return this.text(/^\s*[[{]/.test(text) ? this.#json(text) : text);
  }

  /** What tells a file without the keys that may be in it, as long as it was. */
  mask(): (chunk: Buffer | undefined) => Buffer {
    const keys = [...this.#redactors.keys()]
      .filter((key) => key.length >= shortestInFiles)
      .map((key) => Buffer.from(key));
    // What may be the beginning of a key waits for what comes.
    const held = Math.max(0, ...keys.map((key) => key.length - 1));
    let rest = Buffer.alloc(0);
    return (chunk) => {
      const all = Buffer.concat([rest, chunk ?? Buffer.alloc(0)]);
      for (const key of keys) {
        for (let at = all.indexOf(key); at >= 0; at = all.indexOf(key, at)) all.fill('*', at, at + key.length);
      }
      const end = chunk === undefined ? all.length : Math.max(0, all.length - held);
      rest = all.subarray(end);
      return all.subarray(0, end);
    };
  }

  #json(text: string): string {
    const found: string[] = [];
    const clean = (name: string, value: unknown): unknown => {
      if (typeof value !== 'string' || value === '') return value;
      const shown = secretParameter.test(name) ? mark : secretUrl.test(name) ? this.url(value, true) : value;
      if (shown !== value) found.push(name);
      return shown;
    };
    try {
      const cleaned = JSON.stringify(JSON.parse(text, clean));
      return found.length > 0 ? cleaned : text;
    } catch {
      return text;
    }
  }
}
