/** Stands where the API key stood. */
const mark = '[redacted]';

// A shorter key could be part of any word, and to cut it out would garble ids and paths.
const shortestSecret = 6;

/**
 * Takes an API key out of text, so that a service that echoes the key cannot bring it into errors, snapshots or logs.
 * Keys of fewer than 6 characters are left alone.
 */
export const redactor = (apiKey: string): ((text: string) => string) => {
  if (apiKey.length < shortestSecret) return (text) => text;
  const forms = new Set([apiKey, encodeURIComponent(apiKey), apiKey.replaceAll('/', '\\/')]);
  return (text) => [...forms].reduce((clean, form) => clean.replaceAll(form, mark), text);
};
