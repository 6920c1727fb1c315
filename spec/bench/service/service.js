// @ts-check
// A process that speaks AGB's SyncContext and GetContextInfo, as little of it as a client needs: what it costs is in no figure of a
// client. `POST /control/reset` with settings forgets all; `GET /control/counts` tells what came since.
import { createServer } from 'node:http';
import { requestCounts } from './counts.js';
import { accepted, sessionTasks } from './sessionTasks.js';

/** @typedef {import('node:http').ServerResponse} Response */

const counts = requestCounts();
/** @type {Map<string, ReturnType<typeof sessionTasks>>} */
const sessions = new Map();
/** @type {import('./sessionTasks.js').Settings} */
let settings = {};

/** @param {string} sessionId */
const sessionOf = (sessionId) => {
  const session = sessions.get(sessionId) ?? sessionTasks(settings);
  sessions.set(sessionId, session);
  return session;
};

/** @param {Response} response @param {string} body */
const send = (response, body) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
};

/** @param {string} url */
const isTrigger = (url) => url.startsWith('/sdk/SyncContext');

/** @param {string} url @param {Response} response */
const answer = (url, response) => {
  const query = new URLSearchParams(url.slice(url.indexOf('?')));
  const session = sessionOf(query.get('sessionId') ?? '');
  const contextId = query.get('contextId') ?? '';
  if (isTrigger(url)) {
    session.trigger(contextId);
    send(response, accepted);
  } else send(response, session.list(contextId));
  counts.answered();
};

const server = createServer((request, response) => {
  const { url = '', socket } = request;
  if (url === '/control/counts') send(response, JSON.stringify(counts.read()));
  else if (url === '/control/reset') {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      settings = JSON.parse(text);
      sessions.clear();
      counts.reset();
      send(response, '{}');
    });
  } else {
    request.resume();
    counts.came(socket, isTrigger(url));
    const { latency = 0 } = settings;
    if (latency === 0) answer(url, response);
    else setTimeout(answer, latency, url, response);
  }
});

// Connections are kept for longer than any pause of a scenario, as the gateways of services keep them.
server.keepAliveTimeout = 60_000;
// All callers may connect at once.
server.listen({ port: 0, host: '127.0.0.1', backlog: 16_384 }, () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
process.on('disconnect', () => process.exit());
