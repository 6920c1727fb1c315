import { describe, expect, it } from 'vitest';
import type { StatusRequest } from '../../../../src/model/sync/SyncRequest.js';
import { noContext } from '../../../../src/streams/polling/AsyncContext.js';
import { commonRequest } from '../../../../src/streams/sync/readings/asks.js';

const asked = { sessionId: 's-1', contextId: 'ctx', path: '/data', taskType: 'upload' };

const requestOf = (...requests: readonly StatusRequest[]) =>
  commonRequest(
    requests.map((request, index) => ({
      reader: { request, requestTimeout: 10 + index, inContext: noContext() },
      // Nobody is told anything here.
      subscriber: undefined as never,
    })),
  );

describe('the request for all who ask together', () => {
  it('asks for what all of them ask for, and may take as long as the most patient waits', () => {
    expect(requestOf(asked)).toEqual({ request: asked, requestTimeout: 10 });
    expect(requestOf(asked, { ...asked }, { ...asked })).toEqual({ request: asked, requestTimeout: 12 });
  });

  it.each([{ contextId: 'ctx-2' }, { path: '/more' }, { taskType: 'download' }, { taskType: undefined }])(
    'asks for the whole list where one asks for something else: %j',
    (other) => {
      expect(requestOf(asked, asked, { ...asked, ...other }).request).toEqual({ sessionId: 's-1' });
    },
  );
});
