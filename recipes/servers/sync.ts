import { AGB } from 'rx-context-sync';
import { syncHandler } from 'rx-context-sync/web';
import { storeInFolder } from './storeInFolder.ts';

/** The key is in the environment of the server, `AGB_API_KEY`, and goes to no page. */
const agb = new AGB();

/** Yours to write: who asks, by a cookie or a token, and which session is theirs. */
const sessionIdOf = (_request: Request): string | undefined => process.env['SESSION_ID'];

/** `POST /api/sync` starts a sync, and `GET` of the location that is answered follows it. */
export const handle = syncHandler({
  session: (request) => {
    const sessionId = sessionIdOf(request);
    return sessionId === undefined ? new Response(null, { status: 401 }) : agb.session(sessionId);
  },
  store: storeInFolder(process.env['SYNCS_FOLDER'] ?? 'syncs'),
});
