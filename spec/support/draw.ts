// The declarations of the renderer refer to a package that is not published.
/* eslint-disable @typescript-eslint/no-unsafe-assignment */
import { parseMarbleDiagramSpecification } from '@swirly/parser';
import { renderMarbleDiagram } from '@swirly/renderer-node';
import { lightStyles } from '@swirly/theme-default-light';
import { answersOf, isRequest, rowsOf, type Answer, type Picture, type Row } from './picture.js';
import type { Rule } from './rule.js';

/** Draws the text of a picture, the same that is run, as SVG. */
export const draw = (picture: Picture): string => {
  const text = rowsOf(picture).map((row) => specificationOf(row, answersOf(picture)));
  const specification = parseMarbleDiagramSpecification(text.join('\n\n'));
  const { xml } = renderMarbleDiagram(specification, { styles: lightStyles }) as { xml: string };
  return `${xml}\n`;
};

/** A row in the words of the renderer, which has no sign for an unsubscription and wants the end of a request said. */
const specificationOf = (row: Row, answers: Readonly<Record<string, Answer>>): string => {
  const { label, from, marbles } = row;
  const ended = isRequest(row)
    ? marbles.replace(/[a-z]/, (letter) => `(${letter}${answers[letter] instanceof Error ? '#' : '|'})`)
    : marbles;
  return `${' '.repeat(from)}${ended.replace('!', 'X')}\ntitle = ${label}\nX := !`;
};

/** The file that a picture is drawn to. */
export const fileOf = (rule: Rule, picture: Picture): string => {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `rule-${two(rule.number)}-${two(rule.pictures.indexOf(picture) + 1)}.svg`;
};

/** The page that shows the rules, with their pictures. */
export const page = (rules: readonly Rule[]): string => `# The rules of a sync, each a picture that runs

Made by \`npm run marbles\` from the files beside it; \`npm test\` runs each picture in virtual time, and fails where a drawing
is not what runs.

Time goes from left to right, a dash is a millisecond. \`status\` and \`trigger\` are requests: each line begins where it is sent
and ends where it is answered or, at \`!\`, unsubscribed. Their letters are answers: \`a\` accepted, \`e\` an empty list, \`p\` a task
that is pending, \`r\` one that runs, \`s\` one that succeeded, \`f\` one that failed, \`x\` HTTP 500, \`d\` HTTP 401; what other
letters mean is in the file of the rule. \`sync$\`, \`start$\`, \`follow$\` and \`info$\` are streams; their letters are the states of
snapshots: \`p\`ending, \`r\`unning, \`s\`ucceeded, \`f\`ailed, \`u\`nconfirmed, and \`w\` where a snapshot warns. \`callback\` is \`sync\` with a callback: \`t\` is where its promise settles,
the next letter where the callback is called.

Where a page and its server are shown, a dash is 100 milliseconds. \`page\` is \`remoteSync$\`, \`viewer\` is \`remoteFollow$\` of the same
sync; \`post\` and \`get\` are their requests, which break off at \`#\` and which they leave at \`!\`; \`trigger\` and \`server\` are what the
server does for them: a trigger, and its own \`follow$\`.
${rules.map((rule) => (rule.number === 16 ? secrets : '') + chapter(rule)).join('')}`;

const secrets = `
## 13. secrets stay in

Not a matter of time: \`spec/client/secrets.spec.ts\`, \`spec/client/client.spec.ts\` and \`spec/protocol/operationCaller.spec.ts\` look for
the API key wherever it could show.
`;

const chapter = (rule: Rule): string => `
## ${rule.number}. ${rule.name}

${rule.says}
${rule.pictures.map((picture) => `\n${picture.shows}:\n\n${shown(rule, picture)}\n`).join('')}`;

const shown = (rule: Rule, picture: Picture): string =>
  picture.drawn === false ? '`' + picture.marbles.trim() + '`' : `![${picture.shows}](${fileOf(rule, picture)})`;
