import { remoteFollow$, remoteSync$ } from 'rx-context-sync/web';
import { defer, tap } from 'rxjs';

/** Starts a sync, or goes on with the one that this page has not seen the end of: after "Cancel", and after a reload. */
export const resumableSync$ = (url: string) =>
  defer(() => {
    const location = sessionStorage.getItem(url);
    const keep = (started: string) => sessionStorage.setItem(url, started);
    return location ? remoteFollow$(location) : remoteSync$(url, { mode: 'upload' }, keep);
  }).pipe(tap(({ done }) => done && sessionStorage.removeItem(url)));
