import path from 'node:path';

const either = /[/\\]/;
/** In a name on Linux and macOS a backslash is a letter like any other. */
const native = path.sep === '\\' ? either : '/';

const named = (part: string): boolean => part !== '' && part !== '.';

/** The parts of a path in a session: sandboxes run Windows too. */
export const partsOf = (sessionPath: string): readonly string[] => sessionPath.split(either).filter(named);

/** The parts of the path of a file that is on this machine. */
export const filePartsOf = (file: string): readonly string[] => file.split(native).filter(named);
