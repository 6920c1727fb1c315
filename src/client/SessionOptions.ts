import { checkedContextSyncs, type ContextSync } from '../model/contexts/ContextSync.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import type { ClientDefaults } from '../model/options/ClientDefaults.js';
import { waitRules, withDelays, type PollDefaults, type PollPlan } from '../model/options/PollPlan.js';
import { checkOptions, flag, nonBlank, optional, wholeNumber, withDefault, type Rule } from '../model/options/rules.js';
import type { WaitOptions } from '../model/options/WaitOptions.js';
import { checkedLabels } from '../model/sessions/labels.js';
import type { FollowOptions } from '../model/sync/SyncOptions.js';
import { syncPlan } from '../model/sync/SyncPlan.js';
import type { NewSession, PageRequest } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import type { CreatePlan } from '../streams/operations/createSession.js';
import { deleteDefaults } from '../streams/operations/deleteSession.js';
import type { ListPlan } from '../streams/operations/lists.js';
import { listRules, nextPage, type ListOptions } from './ListOptions.js';
import type { ServiceClient } from './ServiceClient.js';

/**
 * The session to make, and how its initial downloads are followed: by default as the service's own clients do, each 2 s for
 * 300 s (AGB), or by `agentBayPacing` for 174 s (AgentBay).
 */
export interface CreateSessionOptions extends WaitOptions {
  /**
   * The image to run, for example `agb-code-space-1`.
   * @default the service's own; AGB has none
   */
  readonly imageId?: string | undefined;
  /**
   * Texts of yours that the session is found by: `list({ labels })`.
   * @default none
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * The id of a policy that the service keeps for you.
   * @default none
   */
  readonly policyId?: string | undefined;
  /**
   * After how long without use the service may release the session, in whole **seconds**.
   * @default the service's own
   */
  readonly idleTimeout?: number | undefined;
  /**
   * The contexts to mount: `contextSync` makes them.
   * @default none
   */
  readonly contextSyncs?: readonly ContextSync[] | undefined;
  /**
   * Follow the downloads that the session begins with to their end. Without it, the session is all that is told.
   * @default true
   */
  readonly waitForDownloads?: boolean | undefined;
}

/** How all contexts of a session are synced before it is deleted. */
export interface SyncBeforeDelete extends FollowOptions {
  /**
   * Say to the service that it is to upload, for what is not uploaded is lost.
   * @default the service's own mode, as its own clients have it
   */
  readonly mode?: 'upload' | undefined;
  /**
   * Read the status before the trigger, to tell old tasks from new.
   * @default true
   */
  readonly baseline?: boolean | undefined;
}

/** How a session is deleted: by default its end is asked for each second, for 300 s. */
export interface DeleteSessionOptions extends WaitOptions {
  /**
   * Sync all contexts of the session first, and do not delete it where that is not confirmed. Options say how it is followed.
   * @default false
   */
  readonly syncContext?: boolean | SyncBeforeDelete | undefined;
  /**
   * Delete it where the sync is not confirmed, too. What was not uploaded is lost.
   * @default false
   */
  readonly evenIfUnsynced?: boolean | undefined;
}

/** Which sessions to list. */
export interface ListSessionsOptions extends ListOptions {
  /**
   * Only those that were made with all of these labels.
   * @default all
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Checks which session is to be made, and how its downloads are followed. */
export const createPlan = (
  service: ServiceClient,
  defaults: PollDefaults,
  given: CreateSessionOptions | undefined,
): { readonly newSession: NewSession } & CreatePlan => {
  const rules = {
    imageId: optional(nonBlank),
    labels: checkedLabels,
    policyId: optional(nonBlank),
    idleTimeout: optional(wholeNumber(1)),
    contextSyncs: withDefault(checkedContextSyncs, []),
    waitForDownloads: withDefault(flag, true),
    ...waitRules(defaults, service),
  };
  const { waitForDownloads, retryInterval, timeout, requestTimeout, ...newSession } = checkOptions(rules, given);
  const wait = withDelays({ retryInterval, timeout, requestTimeout });
  return { newSession, contextSyncs: newSession.contextSyncs, waitForDownloads, wait };
};

/** How a session is deleted, with every rule checked. */
export interface DeletePlan {
  /** How it is synced before; undefined where that was not asked for. */
  readonly syncBefore: SyncBeforeDelete | undefined;
  readonly evenIfUnsynced: boolean;
  readonly wait: PollPlan;
}

/** Checks how a session is to be deleted. */
export const deletePlan = (client: ClientDefaults, given: DeleteSessionOptions | undefined): DeletePlan => {
  const rules = {
    syncContext: withDefault(syncBefore, false),
    evenIfUnsynced: withDefault(flag, false),
    ...waitRules(deleteDefaults, client),
  };
  const { syncContext, evenIfUnsynced, ...wait } = checkOptions(rules, given);
  const whole = syncContext === true ? {} : syncContext;
  return { syncBefore: whole === false ? undefined : whole, evenIfUnsynced, wait: withDelays(wait) };
};

const syncBefore: Rule<boolean | SyncBeforeDelete> = (option, value) => {
  if (typeof value !== 'object' || value === null) return flag(option, value);
  // A wrong option of it is a wrong option of the deletion.
  const { contextId, mode } = syncPlan(value);
  if (contextId !== undefined) throw new InvalidRequest('contextId', 'is no option here: all contexts are synced');
  if (mode !== undefined && mode !== 'upload') throw new InvalidRequest('mode', 'must be upload: the rest is lost');
  return value;
};

/** Checks how the sessions of an account are to be listed. */
export const sessionPages = (
  service: ServiceClient,
  given: ListSessionsOptions | undefined,
): ListPlan<PageRequest, Answer<'ListSession'>> => {
  const rules = { ...listRules(service), labels: checkedLabels };
  const { maxPages, requestTimeout, labels, ...first } = checkOptions(rules, given);
  return {
    operation: 'ListSession',
    maxPages,
    first,
    read: (page) => service.call('ListSession', { ...page, labels }, requestTimeout),
    next: nextPage,
  };
};
