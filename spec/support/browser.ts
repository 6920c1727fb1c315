import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../..');
const cache = path.join(root, 'node_modules/.cache');

const versionOf = async (name: string) => {
  const file = await readFile(path.join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(file) as { readonly version: string }).version;
};

/** The folder of an unpacked Chromium: appears whole, for two workers may look for it at the same moment. */
const unpacked = async () => {
  const folder = path.join(cache, `chromium-${await versionOf('@sparticuz/chromium')}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  // The package takes its own libraries along only where it believes to run on Lambda.
  const env = { ...process.env, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'unpackChromium.js')], { env });
  await rename(fresh, folder).catch(async (error: unknown) => {
    if (!existsSync(folder)) throw error;
    await rm(fresh, { recursive: true, force: true });
  });
  return folder;
};

/** Where its fonts are: without any, Chromium falls over the first field to type in. */
const fontsOf = async (folder: string) => {
  const file = path.join(folder, 'fonts.conf');
  if (existsSync(file)) return file;
  const fresh = `${file}-${process.pid}`;
  await writeFile(
    fresh,
    `<fontconfig><dir>${folder}/fonts/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`,
  );
  await rename(fresh, file);
  return file;
};

/** A headless Chromium: that of `CHROMIUM_PATH`, or one from npm. Close it in the end; a page of its own for each test is cheap. */
export const openBrowser = async (): Promise<Browser> => {
  const given = process.env['CHROMIUM_PATH'];
  const args = ['--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-zygote'];
  const common = { args, chromiumSandbox: false, timeout: 120_000 };
  if (given !== undefined) return chromium.launch({ ...common, executablePath: given });
  const folder = await unpacked();
  return chromium.launch({
    ...common,
    executablePath: path.join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: await fontsOf(folder),
    },
  });
};
