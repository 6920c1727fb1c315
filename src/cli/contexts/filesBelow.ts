import { concatMap, EMPTY, expand, map, of, type Observable } from 'rxjs';
import { throwOnFailure, type AGB, type AgentBay } from '../../index.js';

/** The paths of all files below a folder of a context, at any depth. Ends in the error of a list that broke off. */
export const filesBelow = ({ context }: AGB | AgentBay, contextId: string, folder: string): Observable<string> =>
  of({ filePath: folder, fileType: 'folder' }).pipe(
    expand(({ filePath, fileType }) =>
      fileType === 'folder'
        ? context.listFiles$(contextId, filePath).pipe(
            throwOnFailure(),
            map(({ file }) => file),
          )
        : EMPTY,
    ),
    concatMap(({ filePath, fileType }) => (fileType === 'folder' ? EMPTY : of(filePath))),
  );
