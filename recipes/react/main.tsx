import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../style.css';
import { SyncPanel } from './SyncPanel';

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <SyncPanel />
  </StrictMode>,
);
