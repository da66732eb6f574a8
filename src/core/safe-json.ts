// JSON that is safe to look at: the same data, with characters that steer terminals and editors escaped.

// DEL and C1 controls, format characters (bidi, zero width), line separators: they stand in strings alone,
// so the escape means the same. Below U+0020 and lone surrogates JSON.stringify escapes by itself.
const steering = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

function escaped(character: string): string {
  let text = '';
  for (let index = 0; index < character.length; index += 1) {
    text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return text;
}

/** None of them is below this, which nearly all text is. */
const mayBeSteering = /[\u007f-\uffff]/;

/** Text that stands in JSON as it is: printable ASCII but for `"` and `\\`. */
const plain = /^[ !#-[\]-~]*$/;

/** One line of JSON. */
export function safeJson(value: unknown): string {
  if (typeof value === 'string' && plain.test(value)) return `"${value}"`;
  const text = JSON.stringify(value);
  return mayBeSteering.test(text) ? text.replace(steering, escaped) : text;
}

const markup = /[<>&]/g;

function embeddedJson(value: unknown): string {
  return safeJson(value).replace(markup, escaped);
}

/**
 * JSON for embedding in a script element of HTML: no `<` that could open or close anything. It comes in pieces, so that no
 * large text is held: what is so many levels deep is one. Lists hold no undefined.
 */
export function* embeddedPieces(value: unknown, levels: number): Generator<string> {
  if (levels === 0 || typeof value !== 'object' || value === null) {
    yield embeddedJson(value);
    return;
  }
  const isList = Array.isArray(value);
  let separator = isList ? '[' : '{';
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (member === undefined) continue;
    yield isList ? separator : `${separator}${embeddedJson(name)}:`;
    yield* embeddedPieces(member, levels - 1);
    separator = ',';
  }
  if (separator !== ',') yield separator;
  yield isList ? ']' : '}';
}
