import type { Picture } from './picture.js';
import type { Rule } from './rule.js';

/** The file that a picture is drawn to. */
export const fileOf = (rule: Rule, picture: Picture): string => {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `rule-${two(rule.number)}-${two(rule.pictures.indexOf(picture) + 1)}.svg`;
};

/** The page that shows the rules, with their pictures. */
export const page = (rules: readonly Rule[]): string => `# The rules of a sync, each a picture that runs

Made by \`npm run marbles\` from the files beside it; \`npm test\` runs each picture in virtual time, and fails where a drawing
is not what runs.

Time goes from left to right, along the axis below the rows. \`status\` and \`trigger\` are requests: each line begins where it is
sent and ends where it is answered or, at a cross, left by us. Their answers have corners. \`sync$\`, \`start$\`, \`follow$\` and
\`info$\` are streams; their values are round, and end at the bar. \`callback\` is \`sync\` with a callback. What each letter means
stands below the axis.

Where a page and its server are shown, \`page\` is \`remoteSync$\`, \`viewer\` is \`remoteFollow$\` of the same sync; \`post\` and \`get\` are
their requests; \`trigger\` and \`server\` are what the server does for them: a trigger, and its own \`follow$\`.
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
