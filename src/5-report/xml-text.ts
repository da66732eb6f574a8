// Text for XML 1.0, in which some characters may not stand even when escaped (XML 1.0, section 2.2).
import { plainText } from '../core/plain-text.ts';

// plainText has escaped controls and lone surrogates; these two are left.
const forbidden = /[\ufffe\uffff]/g;

/** One safe line that any XML parser takes; markup is escaped by the XML writer. */
export function xmlText(text: string, maxLength: number): string {
  return plainText(text, maxLength).replace(
    forbidden,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
}
