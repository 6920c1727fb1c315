import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { demo } from '../demo/demo.ts';

export default defineConfig({ plugins: [svelte({ preprocess: vitePreprocess() }), demo()] });
