import ts from 'typescript';
import { ourFiles, textOf } from './citations.js';

/** A class, or an interface, as its docstrings tell it. */
export interface Told {
  readonly name: string;
  readonly says: string;
  /** What it inherits from, and what it keeps to. */
  readonly of: readonly string[];
  /** Its public fields, with what they say; without, where they leave that to what the class keeps to. */
  readonly fields: ReadonlyMap<string, string>;
}

/** What the docstring of a declaration says, as Markdown in one line. */
const saidOf = (node: ts.Node): string => {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const comment = typeof doc?.comment === 'string' ? doc.comment : ts.getTextOfJSDocComment(doc?.comment);
  return (comment ?? '').replace(/\{@link (\w+)\}/g, '`$1`').replace(/\s+/g, ' ');
};

const isField = (member: ts.ClassElement | ts.TypeElement): boolean =>
  ts.isPropertyDeclaration(member) || ts.isPropertySignature(member);

const isHidden = (member: ts.ClassElement | ts.TypeElement): boolean =>
  member.name === undefined || ts.isPrivateIdentifier(member.name);

const toldIn = (file: string): readonly Told[] =>
  ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true).statements.flatMap((node) => {
    if (!ts.isClassDeclaration(node) && !ts.isInterfaceDeclaration(node)) return [];
    const members: readonly (ts.ClassElement | ts.TypeElement)[] = node.members;
    const fields = members
      .filter((member) => isField(member) && !isHidden(member))
      .map((member) => [member.name?.getText() ?? '', saidOf(member)] as const);
    const of = node.heritageClauses?.flatMap(({ types }) => types.map(({ expression }) => expression.getText())) ?? [];
    return [{ name: node.name?.text ?? '', says: saidOf(node), of, fields: new Map(fields) }];
  });

/** The classes and interfaces of a room, by their names. */
export const toldInRoom = (room: string): ReadonlyMap<string, Told> =>
  new Map(
    ourFiles
      .filter((file) => file.startsWith(`${room}/`) && file.endsWith('.ts'))
      .flatMap((file) => toldIn(file).map((told) => [told.name, told] as const)),
  );

/** All fields of a class, with those that it inherits, and what is said of each wherever that is said first. */
export const allFieldsOf = (name: string, room: ReadonlyMap<string, Told>): ReadonlyMap<string, string> => {
  const told = room.get(name);
  const inherited = (told?.of ?? []).flatMap((parent) => [...allFieldsOf(parent, room)]);
  const fields = new Map<string, string>();
  for (const [field, says] of [...(told?.fields ?? []), ...inherited]) fields.set(field, fields.get(field) || says);
  return fields;
};
