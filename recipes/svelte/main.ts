import { mount } from 'svelte';
import '../style.css';
import SyncPanel from './SyncPanel.svelte';

mount(SyncPanel, { target: document.getElementById('app')! });
