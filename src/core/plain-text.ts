// Untrusted text (names, messages, standard error of a driver) made safe for a terminal and a log.

// Controls (C0, C1, DEL), format characters (bidi overrides, zero width, tags), line separators, lone surrogates.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Nearly all text is this, and is safe as it is. */
const printable = /^[ -~]*$/;

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const point = character.codePointAt(0) ?? 0;
  return point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`;
}

/**
 * One line of text in which nothing moves a cursor, changes a colour or turns the reading direction: such
 * characters appear as escapes (`\x1b`, `\u{202e}`). Cut to `maxLength` UTF-16 units, the last being `…` where cut.
 */
export function plainText(text: string, maxLength: number): string {
  if (text.length <= maxLength && printable.test(text)) return text;
  // An escape is never shorter than what it stands for, so more input than this cannot be shown.
  const clean = text.slice(0, maxLength + 1).replace(unsafe, escaped);
  if (clean.length <= maxLength && text.length <= maxLength) return clean;
  const cut = clean.slice(0, Math.max(0, maxLength - 1));
  const last = cut.charCodeAt(cut.length - 1);
  const whole = last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
  return `${whole}…`;
}

/**
 * Lines of which none is a command to the CI whose log they stand in: `::error::` at the start of a line (GitHub),
 * `##[error]`, `##vso[…]`, `##teamcity[…]` anywhere. Their first character appears as an escape.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1\\x3a').replace(/#(?=#\w*\[)/g, '\\x23');
}

/**
 * The last lines of a text, each made safe by {@link plainText}; trailing blank lines are dropped.
 * Line ends may be `\n` or `\r\n`.
 */
export function lastPlainLines(text: string, maxLines: number, maxLength: number): string[] {
  const lines = text.trimEnd().split(/\r?\n/);
  if (lines.length === 1 && lines[0] === '') return [];
  return lines.slice(-maxLines).map((line) => plainText(line, maxLength));
}
