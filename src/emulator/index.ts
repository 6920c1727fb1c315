export { startEmulator, type Emulator } from './startEmulator.js';
export type { EmulatorOptions } from './EmulatorOptions.js';
export type { Certificate } from './certificate.js';
export type { Fields } from './Protocol.js';
export type { JournalEntries, JournaledRequest, JournaledTask } from './Journal.js';
export type { Trouble } from './Trouble.js';
export type { TroubleName } from './Troubles.js';
