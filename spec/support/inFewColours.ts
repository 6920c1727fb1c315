import { decode, encode } from 'fast-png';

/** How many colours stay. */
const most = 96;

/** The same picture in a fraction of the bytes: the letters of a screenshot have a thousand shades that nobody sees. */
export const inFewColours = (png: Uint8Array): Uint8Array => {
  const { width, height, channels, data } = decode(png);
  const colours = Uint32Array.from({ length: width * height }, (_, pixel) => {
    const at = pixel * channels;
    return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  });
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const kept = [...counts].sort(([, one], [, other]) => other - one).slice(0, most);
  const palette = kept.map(([colour]) => partsOf(colour));
  const nearest = new Map([...counts.keys()].map((colour) => [colour, nearestOf(partsOf(colour), palette)]));
  const indices = Uint8Array.from(colours, (colour) => nearest.get(colour) ?? 0);
  return encode({ width, height, depth: 8, channels: 1, data: indices, palette });
};

const partsOf = (colour: number): number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

const nearestOf = (colour: readonly number[], palette: readonly (readonly number[])[]): number => {
  const distances = palette.map((other) => other.reduce((sum, part, at) => sum + (part - (colour[at] ?? 0)) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
};
