import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { demo } from '../demo/demo.ts';

export default defineConfig({ plugins: [solid(), demo()] });
