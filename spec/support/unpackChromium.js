// @ts-check
// Unpacks the Chromium of the package into the folder that TMPDIR names, with the libraries that a bare machine lacks.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
