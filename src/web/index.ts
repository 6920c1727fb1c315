// On the server, which has the key
export { toEventStream, type EventStreamOptions } from './server/toEventStream.js';
export { syncHandler, type SyncHandler, type SyncHandlerOptions, type SyncedSession } from './server/syncHandler.js';
export type { StoredSync, SyncStore } from './server/SyncStore.js';
export type { SyncRefusal } from './server/refusals.js';

// In the page
export type { EventSourceClass, EventSourceLike } from './page/openEventSource.js';
export { fromEventStream, type FromEventStreamOptions } from './page/fromEventStream.js';
export type { PageRequestOptions } from './page/pageRequest.js';
export type { RemoteOptions } from './page/RemoteOptions.js';
export { remoteFollow$, remoteSync$, type RemoteSyncOptions } from './page/remoteSync.js';
export { remoteSyncs, type RemoteSyncs } from './page/remoteSyncs.js';
export { restartable, type Restartable, type Run } from './page/restartable.js';
export { toStore, type Store } from './page/toStore.js';
export type { Remote, RemoteSnapshot } from './RemoteSnapshot.js';
