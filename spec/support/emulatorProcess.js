// @ts-check
// An emulator in a process of its own, that can be killed: it prints its address when it listens.
import { startEmulator } from '../../dist/esm/emulator/index.js';

const { url } = await startEmulator({ dataDir: process.argv[2], taskDelay: Number(process.argv[3] ?? 0) });
console.log(url);
