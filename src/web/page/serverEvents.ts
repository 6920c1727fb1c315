/** One event of a stream (WHATWG HTML, section "Server-sent events"). */
export interface ServerEvent {
  /** `message` where it has no name. */
  readonly type: string;
  readonly data: string;
  /** The last id that was said. */
  readonly id: string;
}

/** Who is told of what is read. */
export interface ServerEventListener {
  readonly event: (event: ServerEvent) => void;
  /** How long the server wants to be left alone after a connection, in ms. */
  readonly retry: (ms: number) => void;
}

/** Reads the text of an event stream as it comes, in whatever pieces. What the connection breaks off is no event. */
export const serverEvents = (lastId: string, tell: ServerEventListener): ((text: string) => void) => {
  let unread = '';
  let [id, type, data] = [lastId, '', ''];
  const readLine = (line: string): void => {
    if (line === '') {
      if (data !== '') tell.event({ type: type || 'message', data: data.slice(0, -1), id });
      [type, data] = ['', ''];
      return;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') data += `${value}\n`;
    else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) tell.retry(Number(value));
  };
  return (text) => {
    // Of a line that ends in two signs the second may be yet to come.
    const lines = (unread + text).split(/\r\n|\n|\r(?!$)/);
    unread = lines.pop() ?? '';
    lines.forEach(readLine);
  };
};
