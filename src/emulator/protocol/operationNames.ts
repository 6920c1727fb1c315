/** What the service can be asked for, by the names that both protocols are read into. */
export const operationNames = [
  'GetContext',
  'ListContexts',
  'ModifyContext',
  'DeleteContext',
  'ClearContext',
  'GetContextFileUploadUrl',
  'GetContextFileDownloadUrl',
  'DescribeContextFiles',
  'DeleteContextFile',
  'CreateSession',
  'GetSession',
  'GetSessionInfo',
  'GetMcpResource',
  'ListMcpTools',
  'CallMcpTool',
  'SetLabel',
  'GetLabel',
  'ListSession',
  'RefreshSessionIdleTime',
  'DeleteSession',
  'SyncContext',
  'GetContextInfo',
  'GetAndLoadInternalContext',
  'BindContexts',
  'DescribeSessionContexts',
] as const;

/** What is asked for at presigned URLs. */
export const fileOperations = ['PutFile', 'GetFile'] as const;
