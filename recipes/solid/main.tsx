/** @jsxImportSource solid-js */
import { render } from 'solid-js/web';
import '../style.css';
import { SyncPanel } from './SyncPanel';

render(() => <SyncPanel />, document.getElementById('app')!);
