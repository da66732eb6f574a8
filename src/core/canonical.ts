// Canonical JSON (RFC 8785, JCS), hashes of it, and base32.
import { hash } from 'node:crypto';

/**
 * Canonical JSON by RFC 8785: members sorted by UTF-16 code units, numbers and strings as ECMAScript prints them,
 * members that are undefined left out.
 * @throws TypeError for what JSON cannot say (NaN, functions, undefined in an array).
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`expected a finite number, got ${value}`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value)
        ? canonicalArray(value)
        : canonicalObject(value as Readonly<Record<string, unknown>>);
    default:
      throw new TypeError(`expected a JSON value, got ${typeof value}`);
  }
}

function canonicalArray(values: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text += ',';
    text += canonicalJson(values[index]);
  }
  return `${text}]`;
}

// Tens of thousands of recipes are named at start-up, so this makes no intermediate arrays, and quotes a member's name once.
function canonicalObject(object: Readonly<Record<string, unknown>>): string {
  let text = '{';
  // Array.sort without a comparator orders strings by UTF-16 code units, as RFC 8785 asks.
  for (const name of Object.keys(object).sort()) {
    const member = object[name];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += quoted(name) + canonicalJson(member);
  }
  return `${text}}`;
}

/** Names of members, as they stand before a value; recipes have few, and a hostile file must not fill the memory with others. */
const quotedNames = new Map<string, string>();
const maxQuotedNames = 1000;

function quoted(name: string): string {
  let text = quotedNames.get(name);
  if (text === undefined) {
    text = `${JSON.stringify(name)}:`;
    if (quotedNames.size < maxQuotedNames) quotedNames.set(name, text);
  }
  return text;
}

/** `sha256:` and 64 hexadecimal digits, over the canonical JSON of a value. */
export function canonicalHash(value: unknown): string {
  return `sha256:${hash('sha256', canonicalJson(value), 'hex')}`;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Lower-case base32 (RFC 4648) without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((value >>> bits) & 31);
    }
    value &= 0xff;
  }
  if (bits > 0) text += alphabet.charAt((value << (5 - bits)) & 31);
  return text;
}
