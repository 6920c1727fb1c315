import { render } from 'preact';
import { App } from './App.js';
import { tryAgain } from './live.js';
import { takeToken } from './token.js';

takeToken();
// Who pastes the address into this tab changes no more than what follows the hash. It is taken before the page reads a route there.
addEventListener('hashchange', () => {
  if (takeToken()) tryAgain();
});
const root = document.getElementById('console');
if (root !== null) render(<App />, root);
