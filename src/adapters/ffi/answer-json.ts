// Answers as text: ASCII alone, and made without JSON.stringify where it is only numbers, in half of its time.
import type { Result } from '../../core/protocol/adapter.ts';

/** JSON with all but ASCII escaped. */
export function ascii(json: string): string {
  return json.replace(
    /[^\x00-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JSON in ASCII alone. */
export function asciiJson(value: unknown): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return ascii(JSON.stringify(value));
}

/** Members of an object, with one more; the name and the value stand in them as they are given. */
export function withMember(members: string, name: string, json: string | number | boolean): string {
  return `${members}${members === '' ? '' : ','}"${name}":${json}`;
}

/** An object of members that are written already and those of a result. */
export function resultJson(members: string, result: Result): string {
  let json = members;
  for (const name in result) json = withMember(json, name, asciiJson(result[name]));
  return `{${json}}`;
}
