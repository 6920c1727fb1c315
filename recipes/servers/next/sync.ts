// Stands for `sync.ts` itself, which is here in a copy: beside `app/`.
export { handle } from '../sync.ts';
