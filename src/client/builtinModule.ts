interface BuiltinModules {
  readonly 'node:async_hooks': typeof import('node:async_hooks');
  readonly 'node:diagnostics_channel': typeof import('node:diagnostics_channel');
}

/** A module of Node, or of what has its modules too. It is not imported: a page's bundle would look for it. */
export const builtinModule = <Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] | undefined =>
  (
    globalThis as { process?: { getBuiltinModule?: (name: Name) => BuiltinModules[Name] | undefined } }
  ).process?.getBuiltinModule?.(name);
