import { Fragment } from 'preact';
import type { MountRow, Place } from '../ConsoleState.js';
import { Files } from './Files.js';
import { hrefOf, type Route } from './route.js';

/** A session or a context, with what is in it. */
export const PlaceView = ({ place, route }: { readonly place: Place | 'gone'; readonly route: Route }) => {
  const close = (
    <a class="close" href="#">
      Show all
    </a>
  );
  if (place === 'gone') {
    return (
      <section aria-label="What was chosen">
        <p class="none">It is not there any more. {close}</p>
      </section>
    );
  }
  const { kind, id, title, status, facts, mounts } = place;
  return (
    <section aria-labelledby="place">
      <div class="head">
        <h2 id="place">
          {kind === 'session' ? 'Session' : 'Context'} <bdi>{kind === 'session' ? id : title}</bdi>
        </h2>
        <span class="badge">{status.toLowerCase()}</span>
        {close}
      </div>
      <dl class="facts">
        <dt>{kind === 'session' ? 'image' : 'id'}</dt>
        <dd>
          <bdi class="mono">{kind === 'session' ? title : id}</bdi>
        </dd>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </Fragment>
        ))}
        <dt>{kind === 'session' ? 'mounts' : 'mounted in'}</dt>
        <dd>
          {mounts.total === 0 && 'none'}
          <ul class="mounts">
            {mounts.shown.map((mount) => (
              <li key={`${mount.sessionId} ${mount.contextId} ${mount.path}`}>
                <Mount mount={mount} kind={kind} />
              </li>
            ))}
          </ul>
          {mounts.total > mounts.shown.length && `and ${mounts.total - mounts.shown.length} more`}
        </dd>
      </dl>
      <Files files={place.files} route={route} />
    </section>
  );
};

const Mount = ({ mount, kind }: { readonly mount: MountRow; readonly kind: Place['kind'] }) => {
  const { sessionId: session, contextId: context, contextName, path: folder } = mount;
  return kind === 'session' ? (
    <>
      <a href={hrefOf({ session, folder })}>
        <bdi class="mono">{folder}</bdi>
      </a>{' '}
      <span class="dim">of</span>{' '}
      <a href={hrefOf({ context })}>
        <bdi>{contextName || context}</bdi>
      </a>
    </>
  ) : (
    <>
      <a href={hrefOf({ session, folder })}>
        <bdi class="mono">{session}</bdi>
      </a>{' '}
      <span class="dim">at</span>{' '}
      <a href={hrefOf({ context, folder })}>
        <bdi class="mono">{folder}</bdi>
      </a>
    </>
  );
};
