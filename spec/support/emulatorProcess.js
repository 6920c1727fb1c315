// @ts-check
// An emulator in a process of its own, that can be killed: it prints its address when it listens.
import { startEmulator } from '../../dist/esm/emulator/index.js';
import { crashAt } from './crashAt.js';

const [, , dataDir, taskDelay = 0, crash] = process.argv;
const { url } = await startEmulator({ dataDir, taskDelay: Number(taskDelay) });
if (crash) crashAt(crash);
console.log(url);
