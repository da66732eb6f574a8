// The command that repeats a case, with every option that matters to it.

export interface RepeatOptions {
  readonly adapter: string;
  readonly adapterOption: Readonly<Record<string, string>>;
  readonly profile: string;
  readonly dialect?: string | undefined;
  readonly level: string;
  readonly seed: number;
  readonly strict: boolean;
}

/** A word for a POSIX shell, and for the others as long as it has no quotes in it. */
function quotedWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replace(/(["\\$`])/g, '\\$1')}"`;
}

/** The words of a command that {@link repeatCommand} made. */
function wordsOf(command: string): string[] {
  const words = command.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/gs) ?? [];
  return words.map((one) => (one.startsWith('"') ? one.slice(1, -1).replace(/\\(.)/gs, '$1') : one));
}

/** The options of an adapter that a command names. */
export function adapterOptionsIn(command: string): Readonly<Record<string, string>> {
  const words = wordsOf(command);
  const pairs = words.filter((_, at) => words[at - 1] === '--adapter-option');
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

/** The command for any case, from the one for the case CASE, as headers and reports keep it. */
export function repeatAs(command: string): (id: string) => string {
  const prefix = 'npx kexcts replay ';
  return (id) =>
    command.startsWith(`${prefix}CASE`)
      ? command.replace(`${prefix}CASE`, () => prefix + id)
      : `${prefix}${id}`;
}

/** `npx kexcts replay ID …`. */
export function repeatCommand(options: RepeatOptions, id: string): string {
  const words = ['npx', 'kexcts', 'replay', id];
  if (options.adapter !== 'emulator') words.push('--adapter', options.adapter);
  for (const [key, value] of Object.entries(options.adapterOption))
    words.push('--adapter-option', `${key}=${value}`);
  if (options.profile !== 'opm-sha512') words.push('--profile', options.profile);
  if (options.dialect !== undefined) words.push('--dialect', options.dialect);
  if (options.level !== 'gate') words.push('--level', options.level);
  if (options.seed !== 1) words.push('--seed', String(options.seed));
  if (options.strict) words.push('--strict');
  return words.map(quotedWord).join(' ');
}
