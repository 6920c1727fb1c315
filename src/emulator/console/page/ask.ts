import { headers } from './token.js';

/** Asks the control for something. Rejects with what it says where it refuses. */
export const ask = async (method: string, place: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(place, {
    method,
    headers: headers(),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const told = (await response.json().catch(() => undefined)) as { readonly message?: string } | null | undefined;
  if (!response.ok) throw new Error(told?.message ?? `HTTP ${response.status}`);
  return told;
};
