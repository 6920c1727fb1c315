/**
 * Reads the text of an answer, up to so many bytes, decompressed. Of a longer one it gives what came until then, and reads no
 * more: a small answer on the wire may unpack to more than fits into memory.
 */
export const textWithin = async (
  response: Pick<Response, 'body'>,
  longest: number,
): Promise<{ readonly text: string; readonly isWhole: boolean }> => {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const piece = await reader?.read();
    if (piece === undefined || piece.done) return { text: text + decoder.decode(), isWhole: true };
    length += piece.value.byteLength;
    if (length > longest) {
      // Its connection is closed with it.
      await reader?.cancel();
      return { text, isWhole: false };
    }
    text += decoder.decode(piece.value, { stream: true });
  }
};
