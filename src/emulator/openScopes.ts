import { openScope, type EmulatorScope, type ScopeHost } from './EmulatorScope.js';
import type { ScopeControls } from './http/answerControl.js';

/** Opens scopes, for programs and for the control, which finds them by their ids. */
export const scopeOpener = (
  host: ScopeHost,
): { readonly open: () => EmulatorScope; readonly control: ScopeControls } => {
  const byId = new Map<string, EmulatorScope>();
  const open = () => {
    const opened = openScope(host, ({ number }) => byId.delete(String(number)));
    byId.set(opened.id, opened.scope);
    return opened;
  };
  return {
    open: () => open().scope,
    control: {
      open: () => {
        const { id, scope } = open();
        return { id, apiKey: scope.apiKey, url: scope.url };
      },
      find: (id) => byId.get(id),
    },
  };
};
