import { useEffect, useState } from 'preact/hooks';
import { Activity } from './Activity.js';
import { Header } from './Header.js';
import { live, lookAt, type Live } from './live.js';
import { Places } from './Places.js';
import { useRoute, type Route } from './route.js';
import type { Search } from './Search.js';
import { SignIn } from './SignIn.js';
import { Troubles } from './Troubles.js';

const tabs = { places: 'Places', activity: 'Activity', trouble: 'Trouble' } as const;
type Tab = keyof typeof tabs;

/** Where those get at once who use keys alone: the elements by their ids, and what leads there. */
const skips = [
  { id: 'activity', tab: 'activity', label: 'Skip to what moves' },
  { id: 'troubles', tab: 'trouble', label: 'Skip to trouble' },
] as const;

/** What the server is asked to show. */
const viewOf = ({ session, context, folder, page }: Route, named: string, { find, failed, before }: Search): string => {
  const all = { session, context, folder, page, named, find, failed: failed ? '1' : '', before };
  return String(
    new URLSearchParams(Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1]))),
  );
};

/** The console. */
export const App = () => {
  const [{ state, link }, setLive] = useState<Live>({ link: 'opening' });
  const [tab, setTab] = useState<Tab>('activity');
  const [named, setNamed] = useState('');
  const [search, setSearch] = useState<Search>({ find: '', failed: false, before: '' });
  const [skip, setSkip] = useState<(typeof skips)[number]>();
  const route = useRoute();
  useEffect(() => live.subscribe(setLive), []);
  const view = viewOf(route, named, search);
  useEffect(() => {
    lookAt(view);
  }, [view]);
  useEffect(() => {
    setTab('activity');
  }, [route.session, route.context]);
  useEffect(() => {
    // In a narrow window it is there only now.
    if (skip !== undefined) document.getElementById(skip.id)?.focus();
  }, [skip]);

  if (link === 'refused') return <SignIn />;
  return (
    <>
      {skips.map((one) => (
        <a
          key={one.id}
          class="skip"
          href={`#${one.id}`}
          onClick={(event) => {
            // The address is for what is looked at.
            event.preventDefault();
            setTab(one.tab);
            setSkip({ ...one });
          }}
        >
          {one.label}
        </a>
      ))}
      <Header state={state} link={link} />
      <nav class="tabs" aria-label="Parts of the page">
        {Object.entries(tabs).map(([name, label]) => (
          <button
            key={name}
            type="button"
            aria-current={tab === name ? 'true' : undefined}
            onClick={() => {
              setTab(name as Tab);
            }}
          >
            {label}
            {name === 'trouble' && state !== undefined && state.troubles.length > 0 && (
              <span class="count">{state.troubles.length}</span>
            )}
          </button>
        ))}
      </nav>
      <main data-tab={tab}>
        {state === undefined ? (
          <p class="waiting">Waiting for the emulator.</p>
        ) : (
          <>
            <Places state={state} route={route} named={named} setNamed={setNamed} />
            <Activity state={state} route={route} search={search} setSearch={setSearch} />
            <Troubles active={state.troubles} />
          </>
        )}
      </main>
    </>
  );
};
