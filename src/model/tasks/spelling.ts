/** One spelling for all that surely name the same path: a service may list another one than it was asked for. */
export const normalPath = (path: string): string => {
  if (isNormal.test(path)) return path;
  if (path.trim() === '') return '';
  const parts: string[] = [];
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
};

// So they are, mostly, and lists can be long.
const isNormal = /^(?:\/[^/\\.][^/\\]*)+$/;

/** A type of task as it is compared. */
export const normalType = (taskType: string): string => taskType.trim().toLowerCase();
