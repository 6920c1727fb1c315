/**
 * What a service's code says, where it says more than the HTTP status beside it. `lasting`: it will not pass, and the HTTP
 * status tells the rest.
 */
export type CodeMeaning = 'unauthorized' | 'notFound' | 'lasting' | 'rateLimited' | 'unavailable';

// What stands before "busy", "unavailable" and the like where no single thing is meant, but the service as a whole: a context
// that is busy or a session that timed out will not pass by itself.
const whole =
  '(?:system|service|server|gateway|backend|upstream|remote|internal|api|network|temporar(?:y|ily)|is|too)*';

/**
 * The meanings of codes, letters only and in lower case; the first row that fits counts. The services document few codes, so
 * the rows are about words: "InternalError", "System.Busy" and "SERVICE_UNAVAILABLE" are said by all kinds of gateways.
 */
const meanings: readonly (readonly [RegExp, CodeMeaning])[] = [
  [/^throttling/, 'rateLimited'],
  [/^(?:notlogin|unauthorized|forbidden|invalidaccesskey)/, 'unauthorized'],
  // An unknown action or API says that the endpoint is wrong, not that a session or context is gone.
  [/^invalid(?:action|api|version|product)/, 'lasting'],
  [/notfound$/, 'notFound'],
  // Of something in the request, or of an allowance: whatever words follow.
  [/^(?:invalid|missing|illegal|malformed|unsupported|quota)|(?:invalid|illegal|unsupported|outofrange)$/, 'lasting'],
  [/throttl(?:ed|ing)|toomanyrequests?/, 'rateLimited'],
  [/(?:qps|tps|rate|request|flow|traffic|frequency)s?limit|flowcontrol|^slowdown/, 'rateLimited'],
  [/^(?:user|account|client|api)?limitexceeded/, 'rateLimited'],
  [/internal(?:server|service|system)?(?:error|failure|exception)/, 'unavailable'],
  [/^(?:system|service|server|gateway|backend|unknown)(?:error|failure|exception)/, 'unavailable'],
  [new RegExp(`^${whole}(?:unavailable|notavailable|busy)`), 'unavailable'],
  [new RegExp(`^${whole}(?:request|operation|connect(?:ion)?|read)?timed?out|^deadlineexceeded`), 'unavailable'],
  [/^badgateway|tryagain|(?:try|retry)later/, 'unavailable'],
];

/** What a code means by itself; undefined where only the HTTP status can tell. */
export const codeMeaning = (code: string): CodeMeaning | undefined => {
  const letters = code.toLowerCase().replace(/[^a-z]/g, '');
  return meanings.find(([pattern]) => pattern.test(letters))?.[1];
};
