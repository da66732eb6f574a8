// The id of a case, computed from its recipe once more: SHA-256 over canonical JSON (RFC 8785), in base32, cut to 16 letters.
import { createHash } from 'node:crypto';

/** JSON with the members of every object in the order of their UTF-16 code units. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Sixteen letters and digits of base32, for a recipe of calls. */
export function caseIdOf(recipe: unknown): string {
  const digest = createHash('sha256').update(sortedJson(recipe)).digest();
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = bits.match(/.{5}/g) ?? [];
  return letters
    .slice(0, 16)
    .map((five) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(Number.parseInt(five, 2)))
    .join('');
}

/** `sha256:` and the digest, for the recipe of a certificate. */
export function recipeHash(recipe: unknown): string {
  return `sha256:${createHash('sha256').update(sortedJson(recipe)).digest('hex')}`;
}
