import type { FileAddress } from '../contexts/PresignedUrls.js';
import { intField, requiredField } from '../protocol/fields.js';
import { contextIdOf, noData, type CallContext, type Operations } from './Operation.js';

/** The files of contexts. */
export const fileOperations = {
  GetContextFileUploadUrl: (call) => ({
    data: call.service.urls.sign('PUT', addressOf(call), call.baseUrl),
  }),
  GetContextFileDownloadUrl: (call) => ({
    data: call.service.urls.sign('GET', addressOf(call), call.baseUrl),
  }),
  DescribeContextFiles: async (call) => {
    const { fields } = call;
    const files = await call.service.files.list(call.owner, contextIdOf(call), fields['parentFolderPath'] ?? '/');
    const pageNumber = intField(fields, 'pageNumber', 1, 1_000_000);
    const pageSize = intField(fields, 'pageSize', 50, 1000);
    const start = (pageNumber - 1) * pageSize;
    return { data: files.slice(start, start + pageSize), totalCount: files.length };
  },
  DeleteContextFile: async (call) => {
    await call.service.files.delete(call.owner, contextIdOf(call), requiredField(call.fields, 'filePath'));
    return noData;
  },
} satisfies Partial<Operations>;

const addressOf = (call: CallContext): FileAddress =>
  call.service.files.addressOf(call.owner, contextIdOf(call), requiredField(call.fields, 'filePath'));
