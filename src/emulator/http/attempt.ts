import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/** What came of something that may be refused, for those who have something else to do before they say so. */
export const attempt = <T>(make: () => T): { readonly right: T } | { readonly wrong: ServiceRefusal } => {
  try {
    return { right: make() };
  } catch (error) {
    return { wrong: error instanceof ServiceRefusal ? error : new ServiceRefusal('InvalidParameter', String(error)) };
  }
};
