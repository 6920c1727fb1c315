import { defineConfig } from 'vite';
import { demo } from '../demo/demo.ts';

// `@vitejs/plugin-react` would add that a page keeps its state where its code changes.
export default defineConfig({ plugins: [demo()], oxc: { jsx: { runtime: 'automatic' } } });
