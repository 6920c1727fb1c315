export { startEmulator } from './startEmulator.js';
export type { Emulator } from './startEmulator.js';
export type { EmulatorOptions } from './EmulatorOptions.js';
