import { describe, expect, it } from 'vitest';
import type { ContextInfoResult } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';
import { succeeded, task } from '../support/tasks.js';

describe.each(services)('watch$ with $name', (service) => {
  const { speech } = service;

  it('emits what changes, through trouble, and stops when it is unsubscribed', async () => {
    const lists = [[task()], [task()], undefined, [succeeded()]];
    const server = await startServer((_, response, index) => {
      const list = lists[Math.min(index, lists.length - 1)];
      if (index >= lists.length) return;
      if (list === undefined) json(response, 500, speech.bad('', ''));
      else json(response, 200, speech.good(speech.status(StatusString.encode(list))));
    });
    const { context } = clientOf(service, server.url).session('s-1');
    const seen: ContextInfoResult[] = [];
    const watching = context.watch$({ taskType: 'upload' }, { interval: 5 }).subscribe((info) => seen.push(info));
    const open = await server.request(lists.length);
    watching.unsubscribe();
    await open.closed;
    expect(seen.map(({ success, contextStatusData }) => [success, contextStatusData[0]?.status])).toEqual([
      [true, 'Running'],
      [false, 'Running'],
      [true, 'Success'],
    ]);
    expect(server.received).toHaveLength(lists.length + 1);
    expect(server.received.every(({ url, body }) => /taskType=upload/i.test(url + body))).toBe(true);
  });

  it('sends nothing for a wrong argument', async () => {
    const server = await startServer(() => undefined);
    const { context } = clientOf(service, server.url).session('s-1');
    const seen: unknown[] = [];
    context.watch$({ path: ' ' }).subscribe((info) => seen.push(info));
    context.watch$({}, { interval: 0 }).subscribe((info) => seen.push(info));
    expect(seen).toMatchObject([{ error: { option: 'path' } }, { error: { option: 'interval' } }]);
    expect(server.received).toHaveLength(0);
  });
});
