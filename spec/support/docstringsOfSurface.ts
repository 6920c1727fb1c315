import path from 'node:path';
import ts from 'typescript';
import { root } from './citations.js';

/** A public name, and what an editor tells of it. */
export interface PublicName {
  /** As it is reached, or where it is declared: `FollowOptions.timeout`. */
  readonly name: string;
  /** The file, and the line in it. */
  readonly place: string;
  /** What its docstring says, in one line: its own, or that of what it keeps to. */
  readonly says: string;
  readonly tags: ReadonlySet<string>;
  /** The text of its `@default`; empty where it has none. */
  readonly byDefault: string;
  /** A function, a class, something else that is exported, or what such a thing is made of. */
  readonly kind: 'function' | 'class' | 'abstract class' | 'operation' | 'other' | 'member';
  /** It may be left out of an object. */
  readonly isOptional: boolean;
  /** A number can stand there, or a function or an object that gives one. */
  readonly isNumber: boolean;
}

/** The modules that users import. */
export const publicModules: readonly string[] = [
  'src/index.ts',
  'src/emulator/index.ts',
  'src/web/index.ts',
  'src/bullmq/index.ts',
];

const options = (): ts.CompilerOptions => {
  const file = path.join(root, 'tsconfig.build.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { readonly config: object };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
};

/** A program of modules, some of which may be made up. */
const programOf = (modules: readonly string[], madeUp: Readonly<Record<string, string>>): ts.Program => {
  const host = ts.createCompilerHost(options());
  const disk = { ...host };
  const textAt = (file: string): string | undefined => madeUp[path.relative(root, file)];
  host.fileExists = (file) => textAt(file) !== undefined || disk.fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = textAt(file);
    return text === undefined
      ? disk.getSourceFile(file, version, ...rest)
      : ts.createSourceFile(file, text, version, /* setParentNodes */ true);
  };
  return ts.createProgram(
    modules.map((module) => path.join(root, module)),
    options(),
    host,
  );
};

/**
 * All names that users of modules can come to: what is exported, and the members of it, of what it takes and of what it gives. What is
 * hidden from them (`@internal`, private) is left out, and so is what other packages say of their own.
 */
export const publicSurface = (
  modules: readonly string[] = publicModules,
  madeUp: Readonly<Record<string, string>> = {},
): readonly PublicName[] => {
  const program = programOf(modules, madeUp);
  const checker = program.getTypeChecker();
  const found = new Map<ts.Declaration | string, PublicName>();
  const visited = new Set<ts.Type>();

  const isOurs = (node: ts.Node): boolean =>
    node.getSourceFile().fileName.startsWith(path.join(root, 'src') + path.sep);

  const placeOf = (node: ts.Node): string => {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    return `${path.relative(root, file.fileName)}:${line + 1}`;
  };

  const holdsNumber = (type: ts.Type): boolean => {
    if (type.isUnion()) return type.types.some(holdsNumber);
    if ((type.flags & ts.TypeFlags.NumberLike) !== 0) return true;
    return type.aliasSymbol?.name === 'Schedule';
  };

  const told = (symbol: ts.Symbol, name: string, node: ts.Node, kind: PublicName['kind']): PublicName => {
    const tags = symbol.getJsDocTags(checker);
    const textOf = (tag: string): string =>
      tags.flatMap((one) => (one.name === tag ? [ts.displayPartsToString(one.text)] : [])).join(' ');
    return {
      name,
      place: placeOf(node),
      says: ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' '),
      tags: new Set(tags.map((tag) => tag.name)),
      byDefault: textOf('default'),
      kind,
      isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      isNumber: holdsNumber(checker.getTypeOfSymbol(symbol)),
    };
  };

  const isHidden = (symbol: ts.Symbol, node: ts.Declaration): boolean => {
    if (symbol.getJsDocTags(checker).some(({ name }) => name === 'internal')) return true;
    const hiding = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    if ((ts.getCombinedModifierFlags(node) & hiding) !== 0) return true;
    const name = ts.getNameOfDeclaration(node);
    return name !== undefined && ts.isPrivateIdentifier(name);
  };

  const kindOfMember = (node: ts.Declaration, type: ts.Type): PublicName['kind'] =>
    ts.isClassElement(node) && type.getCallSignatures().length > 0 ? 'operation' : 'member';

  /** The interface that has a member: others may only take it over. */
  const declarerOf = ({ parent }: ts.Declaration): string | undefined =>
    ts.isInterfaceDeclaration(parent) ? parent.name.text : undefined;

  const addMember = (owner: string, member: ts.Symbol, ownersNode: ts.Declaration): void => {
    if ((member.flags & ts.SymbolFlags.Prototype) !== 0) return;
    const { declarations = [] } = member;
    // What a type is calculated to have is declared nowhere, and so says nothing.
    const node = declarations.length === 0 ? ownersNode : declarations.find(isOurs);
    if (node === undefined || isHidden(member, node)) return;
    const name = `${(declarations.length > 0 && declarerOf(node)) || owner}.${member.name}`;
    const type = checker.getTypeOfSymbol(member);
    const key = declarations.length === 0 ? name : node;
    const seen = found.get(key);
    const now = told(member, name, node, kindOfMember(node, type));
    // The same member of another type: that in which it can be left out counts.
    if (seen === undefined || (now.isOptional && !seen.isOptional)) found.set(key, now);
    visit(name, type, node);
  };

  /** Goes through what a type is made of. Types with names of their own are visited by these alone, where they are exported. */
  const visit = (owner: string, type: ts.Type, node: ts.Declaration, isNamed = false): void => {
    if (type.isUnion()) {
      for (const one of type.types) visit(owner, one, node, isNamed);
      return;
    }
    if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return;
    const isAnonymous = (type.getSymbol()?.name ?? '__type') === '__type';
    if ((!isNamed && !isAnonymous) || visited.has(type)) return;
    visited.add(type);
    for (const member of checker.getPropertiesOfType(type)) addMember(owner, member, node);
  };

  const kindOf = (symbol: ts.Symbol, node: ts.Declaration, isValue: boolean): PublicName['kind'] => {
    if (ts.isClassDeclaration(node)) {
      const isAbstract = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract) !== 0;
      return isAbstract ? 'abstract class' : 'class';
    }
    return isValue && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0 ? 'function' : 'other';
  };

  for (const module of modules) {
    const file = program.getSourceFile(path.join(root, module));
    const exported = file && checker.getSymbolAtLocation(file);
    if (exported === undefined) throw new Error(`${module} exports nothing.`);
    for (const one of checker.getExportsOfModule(exported)) {
      const symbol = (one.flags & ts.SymbolFlags.Alias) === 0 ? one : checker.getAliasedSymbol(one);
      const isTypeOnly = one.declarations?.some(
        (node) => ts.isExportSpecifier(node) && ts.isTypeOnlyExportDeclaration(node),
      );
      const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0 && isTypeOnly !== true;
      const [node] = symbol.declarations ?? [];
      if (node === undefined) continue;
      found.set(node, told(symbol, one.name, node, kindOf(symbol, node, isValue)));
      if ((symbol.flags & ts.SymbolFlags.Type) !== 0)
        visit(one.name, checker.getDeclaredTypeOfSymbol(symbol), node, true);
      if (!isValue) continue;
      const type = checker.getTypeOfSymbol(symbol);
      visit(one.name, type, node, true);
      for (const signature of type.getCallSignatures()) visit(`${one.name}()`, signature.getReturnType(), node);
    }
  }
  return [...found.values()];
};
