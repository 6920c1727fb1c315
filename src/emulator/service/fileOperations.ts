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
    const pageNumber = intField(fields, 'pageNumber', 1, 1_000_000);
    const size = intField(fields, 'pageSize', 50, 1000);
    const page = { start: (pageNumber - 1) * size, size };
    const folder = fields['parentFolderPath'] ?? '/';
    const { files, totalCount } = await call.service.files.list(call.owner, contextIdOf(call), folder, page);
    return { data: files, totalCount };
  },
  DeleteContextFile: async (call) => {
    await call.service.files.delete(call.owner, contextIdOf(call), requiredField(call.fields, 'filePath'));
    return noData;
  },
} satisfies Partial<Operations>;

const addressOf = (call: CallContext): FileAddress =>
  call.service.files.addressOf(call.owner, contextIdOf(call), requiredField(call.fields, 'filePath'));
