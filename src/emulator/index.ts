export { startEmulator, type Emulator } from './startEmulator.js';
export type { EmulatorOptions } from './EmulatorOptions.js';
export type { Certificate } from './http/certificate.js';
export type { Fields } from './protocol/Protocol.js';
export type { JournalEntries, JournaledRequest, JournaledTask } from './state/Journal.js';
export type { Trouble } from './faults/Trouble.js';
export type { TroubleName } from './faults/Faults.js';
