interface BuiltinModules {
  readonly async_hooks: typeof import('node:async_hooks');
  readonly diagnostics_channel: typeof import('node:diagnostics_channel');
}

/** A module of Node, or of what has its modules too. It is neither imported nor named by `node:`: bundlers for pages look for both. */
export const builtinModule = <Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] | undefined =>
  (
    globalThis as { process?: { getBuiltinModule?: (name: Name) => BuiltinModules[Name] | undefined } }
  ).process?.getBuiltinModule?.(name);
