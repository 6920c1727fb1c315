/** Headers as they came, in their order. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What was asked, without its secrets. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  /** Undefined for a file that was sent: it is not kept. */
  readonly body: string | undefined;
  /** In bytes. */
  readonly bodySize: number;
}

/** What was answered, without its secrets. */
export interface RecordedAnswer {
  /** 0 where there was no answer. */
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly content: Buffer | AttachedFile;
  /** How it broke off: `aborted` where the client left, else the code of the system. Undefined where it did not. */
  readonly error: string | undefined;
}

/** A content that is too long to stand in the recording: a file beside it, by its path from there. */
export interface AttachedFile {
  readonly file: string;
  /** In bytes. */
  readonly size: number;
}

/** A request that passed, and what became of it. */
export interface Exchange {
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** In ms. */
  readonly time: number;
  /** Whether it was at a presigned URL of a storage. */
  readonly isTransfer: boolean;
  readonly request: RecordedRequest;
  readonly answer: RecordedAnswer;
}

/** What becomes of a request whose client leaves before its end. */
export const clientLeft = 'aborted';

/** Pairs of what Node gives as one list. */
export const headerList = (rawHeaders: readonly string[]): HeaderList =>
  rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []));

/** What is about one connection, and not about what is sent over it (RFC 9110, section 7.6.1). */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
]);

/** Headers without those that are about one connection, those that this one names, and those that are named here. */
export const endToEnd = (headers: HeaderList, ...others: readonly string[]): HeaderList => {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','));
  const left = new Set([...hopByHop, ...others, ...named.map((name) => name.trim().toLowerCase())]);
  return headers.filter(([name]) => !left.has(name.toLowerCase()));
};

export const headerOf = (headers: HeaderList, name: string): string | undefined =>
  headers.find(([own]) => own.toLowerCase() === name)?.[1];
