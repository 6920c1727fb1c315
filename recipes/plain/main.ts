import { remoteFollow$, remoteSync$, type RemoteSnapshot } from 'rx-context-sync/web';
import type { Observable } from 'rxjs';
import '../style.css';

const url = '/api/sync';
const start = document.querySelector('button')!;
const bar = document.querySelector('progress')!;
const [state, status, alert] = ['#state', '[role=status]', '[role=alert]'].map((part) => document.querySelector(part)!);

const show = ({ state: is, progress, done, warning, errorMessage, location }: RemoteSnapshot) => {
  // The address of the page is that of the sync: it is followed again after a reload, and in other pages.
  if (location) history.replaceState(null, '', new URL(location).search);
  start.disabled = !done;
  bar.max = progress.total || 1;
  bar.value = progress.finished;
  state!.textContent = `${is}: ${progress.finished} of ${progress.total} tasks ended`;
  status!.textContent = warning ? `Trying again: ${warning.message}` : '';
  alert!.textContent = errorMessage;
};
const follow = (snapshots: Observable<RemoteSnapshot>) => {
  start.disabled = true;
  snapshots.subscribe(show);
};

start.onclick = () => follow(remoteSync$(url, { mode: 'upload' }));
if (location.search) follow(remoteFollow$(new URL(url + location.search, location.origin)));
