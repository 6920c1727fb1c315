/** Whether a request is for a storage, at a URL that the service gave and without a key: the options of a client are not about it. */
export const isTransfer = (operation: string): boolean => ['uploadFile', 'downloadFile'].includes(operation);
