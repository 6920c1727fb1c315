import { defineConfig } from 'vite';
import { demo } from '../demo/demo.ts';

// Compiled in the page, which takes no plugin. The Angular CLI compiles the same component ahead, without `@angular/compiler`.
export default defineConfig({ plugins: [demo()], oxc: { decorator: { legacy: true } } });
