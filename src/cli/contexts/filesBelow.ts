import { defer, EMPTY, expand, filter, map, of, type Observable } from 'rxjs';
import { throwOnFailure, type AGB, type AgentBay } from '../../index.js';

/** The paths of all files below a folder of a context, at any depth. Ends in the error of a list that broke off. */
export const filesBelow = ({ context }: AGB | AgentBay, contextId: string, folder: string): Observable<string> =>
  defer(() => {
    // A list may name its own folder, or one that it is in.
    const visited = new Set<string>();
    const isNew = (place: string): boolean => {
      const before = visited.size;
      return visited.add(place.replace(/\/+$/, '')).size > before;
    };
    return of({ filePath: folder, fileType: 'folder' }).pipe(
      expand(({ filePath, fileType }) =>
        fileType === 'folder' && isNew(filePath)
          ? context.listFiles$(contextId, filePath).pipe(
              throwOnFailure(),
              map(({ file }) => file),
            )
          : EMPTY,
      ),
      filter(({ fileType }) => fileType !== 'folder'),
      map(({ filePath }) => filePath),
    );
  });
