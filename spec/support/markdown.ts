/** The text of a page without its blocks of code. */
const withoutBlocks = (markdown: string): string => markdown.replace(/^```.*?^```$/gms, '');

/** All code of a page, block by block, with what its fence says: a language, and `theirs` where it is of another library. */
export const blocksOf = (markdown: string): readonly { readonly language: string; readonly code: string }[] =>
  [...markdown.matchAll(/^```(\w*(?: theirs)?)\n(.*?)^```/gms)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));

/** The TypeScript of a page that is for this library, block by block. */
export const codeBlocksOf = (markdown: string): readonly string[] =>
  blocksOf(markdown)
    .filter(({ language }) => language === 'ts')
    .map(({ code }) => code);

/** What a page links to and what it shows, as it says it. */
export const linksOf = (markdown: string): readonly string[] =>
  [...withoutBlocks(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);

/** The texts of the headings of a page. */
export const headingsOf = (markdown: string): readonly string[] =>
  [...withoutBlocks(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);

/** The anchors of a page: its headings in small letters, with hyphens for spaces and without other signs. */
export const anchorsOf = (markdown: string): readonly string[] =>
  headingsOf(markdown).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The rows of the table below a heading, without its head, cell by cell. */
export const tableOf = (markdown: string, heading: string): readonly (readonly string[])[] => {
  const lines = markdown.split('\n');
  const below = lines.slice(lines.findIndex((line) => line.replace(/^#+ /, '') === heading) + 1);
  const start = below.findIndex((line) => line.startsWith('|'));
  const table = below.slice(start);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end < 0 ? undefined : end).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
};

/** The heads of the tables of a page, as they stand there. */
export const tableHeadsOf = (markdown: string): readonly string[] =>
  [...withoutBlocks(markdown).matchAll(/^(\|.*\|)\n\|[\s:|-]+\|$/gm)].map(([, head = '']) => head);

/** What stands in code signs in a text. */
export const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** The prose of a page in one line, for what goes over the end of a line. */
export const proseOf = (markdown: string): string => withoutBlocks(markdown).replace(/\s+/g, ' ');
