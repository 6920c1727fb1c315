import { render } from 'preact';
import { App } from './App.js';
import { takeToken } from './token.js';

takeToken();
const root = document.getElementById('console');
if (root !== null) render(<App />, root);
