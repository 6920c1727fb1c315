import { createDirectory } from './createDirectory.js';
import { deleteFile } from './deleteFile.js';
import { getFileInfo } from './getFileInfo.js';
import { listDirectory } from './listDirectory.js';
import { moveFile } from './moveFile.js';
import { readFile } from './readFile.js';
import { shell } from './shell.js';
import type { Tool } from './Tool.js';
import { writeFile } from './writeFile.js';

/** The tools of files (docs/protocol.md, section 4.12). */
const fileTools: Readonly<Record<string, Tool>> = {
  create_directory: createDirectory,
  write_file: writeFile,
  read_file: readFile,
  list_directory: listDirectory,
  get_file_info: getFileInfo,
  move_file: moveFile,
  delete_file: deleteFile,
};

/** All that can be called, by their names. */
export const tools: Readonly<Record<string, Tool>> = { ...fileTools, shell };

/** What clients are told that there is, as JSON text. */
export const toolList = (hasShell: boolean): string =>
  JSON.stringify(
    Object.entries(hasShell ? tools : fileTools).map(([name, { description, inputSchema }]) => ({
      name,
      description,
      inputSchema,
      server: name in fileTools ? 'wuying_filesystem' : 'wuying_shell',
      tool: name,
    })),
  );
