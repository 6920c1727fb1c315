import { defineConfig } from 'vite';
import { demo } from '../demo/demo.ts';

export default defineConfig({ plugins: [demo()] });
