// Symbolic keys: none, those that are sent, and one that never is; each as it was sent, or combined with the random number.
// XOR with the random number goes to and fro between the two.

/** 0 is none; 1 + 2i is the i-th key; 2 + 2i is the i-th key XOR the random number. */
export type Key = number;

export const noKey: Key = 0;

/** All keys of a machine in which `sent` different ones are sent; the last two are of one that never is. */
export function keysOf(sent: number): Key[] {
  return Array.from({ length: 1 + 2 * (sent + 1) }, (_, key) => key);
}

/** The i-th key that is sent, from 0. */
export function sentKey(index: number): Key {
  return 1 + 2 * index;
}

/** A key XOR the random number; none stays none. */
export function refreshed(key: Key): Key {
  if (key === noKey) return noKey;
  return key % 2 === 1 ? key + 1 : key - 1;
}

/** What a key is called in traces. */
export function keyName(key: Key, sent: number): string {
  if (key === noKey) return 'none';
  const index = Math.floor((key - 1) / 2);
  const name = index === sent ? 'a key never sent' : `k${index + 1}`;
  return key % 2 === 1 ? name : `${name} XOR random`;
}

/** The contract's words for a key behind a call, each a bit. */
export const keyWords = ['same', 'sent', 'sent-at-16', 'xor', 'none', 'other'] as const;
export type KeyWord = (typeof keyWords)[number];

/** What was sent to the object, as far as it carries keys. */
export interface Carried {
  readonly sent?: Key | undefined;
  readonly at16?: Key | undefined;
}

/** Every word that fits, as bits: an outcome has all of them. */
export function wordsFor(before: Key, after: Key, { sent, at16 }: Carried, random: boolean): number {
  let bits = 0;
  if (after === before) bits |= bitOf('same');
  if (sent !== undefined && after === sent) bits |= bitOf('sent');
  if (at16 !== undefined && after === at16) bits |= bitOf('sent-at-16');
  if (random && before !== noKey && after === refreshed(before)) bits |= bitOf('xor');
  if (after === noKey) bits |= bitOf('none');
  return bits === 0 ? bitOf('other') : bits;
}

function bitOf(word: KeyWord): number {
  return 1 << keyWords.indexOf(word);
}

/** The words of a set of bits. */
export function wordsIn(bits: number): KeyWord[] {
  return keyWords.filter((word) => (bits & bitOf(word)) !== 0);
}
