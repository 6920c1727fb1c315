import { createDirectory } from './createDirectory.js';
import { deleteFile } from './deleteFile.js';
import { getFileInfo } from './getFileInfo.js';
import { listDirectory } from './listDirectory.js';
import { moveFile } from './moveFile.js';
import { readFile } from './readFile.js';
import type { Tool } from './Tool.js';
import { writeFile } from './writeFile.js';

/** All that can be called, by their names (docs/protocol.md, section 4.12). */
export const tools: Readonly<Record<string, Tool>> = {
  create_directory: createDirectory,
  write_file: writeFile,
  read_file: readFile,
  list_directory: listDirectory,
  get_file_info: getFileInfo,
  move_file: moveFile,
  delete_file: deleteFile,
};

/** What clients are told that there is, as JSON text. */
export const toolList = JSON.stringify(
  Object.entries(tools).map(([name, { description, inputSchema }]) => ({
    name,
    description,
    inputSchema,
    server: 'wuying_filesystem',
    tool: name,
  })),
);
