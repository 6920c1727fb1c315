import { createApp } from 'vue';
import '../style.css';
import SyncPanel from './SyncPanel.vue';

createApp(SyncPanel).mount('#app');
