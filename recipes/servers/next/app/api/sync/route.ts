import { handle } from '../../../sync';

/** Seconds. A host that ends it then does no harm: the page comes back. */
export const maxDuration = 300;

export const GET = handle;
export const POST = handle;
