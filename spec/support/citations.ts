import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { anchorsOf, linksOf, proseOf } from './markdown.js';

/** The root of the repository. */
export const root = path.resolve(import.meta.dirname, '../..');

const rooms = ['src', 'spec', 'marbles', 'docs'];

const below = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));

/** All that is ours in the repository, by its path: what is built or installed is not. */
export const ourFiles: readonly string[] = [
  ...readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
  ...rooms.flatMap(below),
];

/** The text of one of our files. */
export const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The comments of code in one line: what they cite may go over the end of a line. */
export const commentsOf = (code: string): string =>
  code
    .split('\n')
    .flatMap((line) => /^\s*(?:\/\/|\/?\*+)(.*)$|\s\/\/ (.*)$/.exec(line)?.slice(1).filter(Boolean) ?? [])
    .map((comment) => comment.trim())
    .join(' ')
    .replace(/\s+/g, ' ');

/** What a file says to people. */
export const saidIn = (file: string): string => {
  const text = textOf(file);
  return file.endsWith('.md') ? proseOf(text) : commentsOf(text);
};

const isElsewhere = (link: string): boolean => /^https?:/.test(link);

/** The file that a link of a page leads to, and where in it. */
const targetOf = (page: string, link: string): { readonly file: string; readonly anchor: string | undefined } => {
  const [file = '', anchor] = link.split('#');
  return { file: file === '' ? page : path.posix.join(path.posix.dirname(page), file), anchor };
};

/** The files of the repository that a page links to, or shows. `text` is what it says. */
export const linkedFiles = (page: string, text = textOf(page)): readonly string[] =>
  linksOf(text)
    .filter((link) => !isElsewhere(link))
    .map((link) => targetOf(page, link).file);

/** The links of a page that lead nowhere. `text` is what it says. */
export const brokenLinks = (page: string, text = textOf(page)): readonly string[] =>
  linksOf(text).filter((link) => {
    if (isElsewhere(link)) return false;
    const { file, anchor } = targetOf(page, link);
    if (!existsSync(path.join(root, file))) return true;
    return anchor !== undefined && !anchorsOf(file === page ? text : textOf(file)).includes(anchor);
  });

const isInRepository = (cited: string): boolean => existsSync(path.join(root, cited));

/** Paths of the repository in a text, and names of files in it, that are not there; or not in what holds these files. */
export const missingFiles = (said: string, files?: readonly string[]): readonly string[] => {
  const isThere = files === undefined ? isInRepository : (cited: string) => files.some((file) => isAt(file, cited));
  const paths = [...said.matchAll(/(?<![\w./@-])((?:src|spec|marbles|docs)\/[\w./-]*\w)(?![\w*{/-])/g)];
  const names = [...said.matchAll(/(?<![\w./*-])([\w-][\w.-]*\.(?:ts|md|svg))\b/g)];
  const gonePaths = paths.map(([, cited = '']) => cited).filter((cited) => !isThere(cited));
  const goneNames = names
    .map(([, name = '']) => name)
    .filter((name) => !(files ?? ourFiles).some((file) => path.posix.basename(file) === name));
  return [...gonePaths, ...goneNames];
};

/** Whether a file is what is cited, or in the folder that is. */
const isAt = (file: string, cited: string): boolean => file === cited || file.startsWith(`${cited}/`);

/** The sections of the page on the protocols that a text cites. */
export const citedSections = (said: string): readonly string[] =>
  [...said.matchAll(/docs\/protocol\.md, sections? (\d[\d., and]*\d|\d)/g)].flatMap(
    ([, list = '']) => list.match(/\d+(?:\.\d+)?/g) ?? [],
  );
