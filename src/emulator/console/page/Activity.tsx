import type { ConsoleState } from '../ConsoleState.js';
import { PlaceView } from './PlaceView.js';
import { Requests } from './Requests.js';
import type { Route } from './route.js';
import type { Search } from './Search.js';
import { Tasks } from './Tasks.js';

interface ActivityProps {
  readonly state: ConsoleState;
  readonly route: Route;
  readonly search: Search;
  readonly setSearch: (search: Search) => void;
}

/** What was chosen, and what moves. */
export const Activity = ({ state, route, search, setSearch }: ActivityProps) => (
  <div class="column activity" id="activity" tabIndex={-1}>
    {state.place !== undefined && <PlaceView place={state.place} route={route} />}
    <Tasks tasks={state.tasks} />
    <Requests requests={state.requests} search={search} setSearch={setSearch} />
  </div>
);
