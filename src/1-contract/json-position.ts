// Where in a JSON text something stands: for messages about files that people edit by hand.

/** Line and column, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Thrown by the scanner where the text stops being JSON. */
class Broken extends Error {
  readonly offset: number;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
  }
}

/** Line and column of an offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** Where a text stops being JSON and what was expected there, or undefined where it is JSON. */
export function syntaxError(text: string): (Position & { readonly expected: string }) | undefined {
  try {
    scan(text, undefined);
    return undefined;
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { ...positionAt(text, error.offset), expected: error.message };
  }
}

/**
 * The line of the value that a JSON pointer (RFC 6901) names, or of the innermost value around it.
 * `text` must be JSON.
 */
export function lineOf(text: string, pointer: string): number {
  let offset = 0;
  const wanted = pointer.split('/').slice(1).map(unescapePointer);
  scan(text, (path, start) => {
    if (path.length <= wanted.length && path.every((part, index) => part === wanted[index])) offset = start;
  });
  return positionAt(text, offset).line;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

type Visit = (path: readonly string[], start: number) => void;

/** Reads a JSON text from end to end, reporting where each value starts. */
function scan(text: string, visit: Visit | undefined): void {
  let at = 0;
  const path: string[] = [];

  const blank = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  };
  const take = (character: string, expected: string): void => {
    if (text.charAt(at) !== character) throw new Broken(at, expected);
    at++;
  };
  const string = (): string => {
    const whole = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    whole.lastIndex = at;
    const found = whole.exec(text)?.[0];
    if (found === undefined) throw new Broken(at, 'a string in double quotes');
    at += found.length;
    return JSON.parse(found) as string;
  };
  const plain = (): void => {
    const whole = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    whole.lastIndex = at;
    const found = whole.exec(text)?.[0];
    if (found === undefined) throw new Broken(at, 'a value');
    at += found.length;
  };
  const list = (end: string, item: (index: string) => void): void => {
    at++;
    blank();
    if (text.charAt(at) === end) {
      at++;
      return;
    }
    for (let index = 0; ; index++) {
      item(String(index));
      blank();
      if (text.charAt(at) === end) {
        at++;
        return;
      }
      take(',', `"," or "${end}"`);
      blank();
    }
  };
  const member = (): void => {
    path.push(string());
    blank();
    take(':', '":"');
    value();
    path.pop();
  };
  const element = (index: string): void => {
    path.push(index);
    value();
    path.pop();
  };
  const value = (): void => {
    blank();
    visit?.(path, at);
    const first = text.charAt(at);
    if (first === '{') list('}', member);
    else if (first === '[') list(']', element);
    else if (first === '"') string();
    else plain();
  };
  value();
  blank();
  if (at < text.length) throw new Broken(at, 'the end of the file');
}
