// The contract's names in plain words, for new readers.
import { describeStatus, parseStatus } from '../core/windows/hresult.ts';
import { outcomeVariables, pointVariables } from './variables.ts';
import type { Condition, Contract, Level, PointVariable, Relation, Rule, Source } from './model.ts';

/** What a level means for a verdict. */
export const levelWords: Readonly<Record<Level, string>> = {
  MUST: 'breaking it is a failure ("fail")',
  SHOULD: 'breaking it is a warning ("warn"), and a failure under --strict',
  MAY: 'a permission: using it and not using it are both right',
  OPEN: 'unspecified behaviour: it is recorded ("observed"), not judged',
};

/** How a rule came to be. */
export const basisWords: Readonly<Record<Rule['basis'], string>> = {
  stated: 'A document says so',
  derived: 'It follows from what documents say',
  open: 'The documents leave it open',
};

const needs: Readonly<Record<string, string>> = {
  keyOracle: 'a way to read the session key: blits both ways, or test/probeSessionKey',
  channelKeyOracle: "a way to read a channel's key: signed requests, or test/probeChannelKey",
  signingKeyOracle: "a way to read OPM's signing key: signed requests, or test/probeSigningKey",
  renegotiation: 'a driver that accepts a second key exchange on one session',
  guardPages: 'buffers at an inaccessible page (capability buffers: guard-after, guard-before)',
  decodeProfiles: 'a decode profile that the driver supports with RSAES_OAEP (member decodeProfiles)',
  sharedCertificate: "one certificate on both sides: OPM's and the crypto session's",
};

/** What a rule needs to be decided, in words. */
export function needWords(need: string): string {
  const [kind, name] = need.split(':');
  if (name === undefined) return needs[need] ?? need;
  return kind === 'cap'
    ? `a driver with the content-protection cap ${name}`
    : `an adapter with the capability ${name}`;
}

/** Some values of a point's variable; lengths say which. */
export function valuesWords(variable: PointVariable, values: readonly string[]): string {
  const { bound, exact = {} } = variable;
  const others = variable.values.filter((value) => value !== variable.normal);
  if (others.length > 1 && others.length === values.length && others.every((value) => values.includes(value)))
    return `any but ${valueWords(variable, variable.normal)}`;
  if (bound === undefined) return orList(values);
  // A single length that lies within a range that is named too need not be named.
  const within = (value: string, range: string): boolean =>
    exact[value] !== undefined &&
    ((range === 'below' && exact[value] < bound) || (range === 'above' && exact[value] > bound));
  const ranges = values.filter((value) => value === 'below' || value === 'above');
  const named = values.filter((value) => !ranges.some((range) => within(value, range)));
  return orList(
    named.map((value) => {
      const left = variable.values.filter((other) => within(other, value) && !values.includes(other));
      const except =
        left.length === 0 ? '' : ` (but not ${orList(left.map((other) => String(exact[other])))})`;
      return `${valueWords(variable, value)}${except}`;
    }),
  );
}

function valueWords({ bound, exact }: PointVariable, value: string): string {
  const length = exact?.[value];
  if (length !== undefined) return bytes(length);
  if (bound === undefined) return value;
  switch (value) {
    case 'below':
      return `fewer than ${bytes(bound)}`;
    case 'equal':
      return bytes(bound);
    case 'above':
      return `more than ${bytes(bound)}`;
    default:
      return value;
  }
}

function bytes(count: number): string {
  return `${count} byte${count === 1 ? '' : 's'}`;
}

/** A code, or a group of codes. */
function statusWords(value: string): string {
  if (value === 'failure') return 'any failure code';
  if (value === 'success') return 'any success code';
  const code = parseStatus(value);
  return code === undefined ? value : describeStatus(code);
}

/** A variable with the values that a condition leaves it, and what it is. */
export interface ConditionLine {
  readonly variable: string;
  readonly values: string;
  readonly statement: string;
  /** The values are those of a call with nothing remarkable about it. */
  readonly usual: boolean;
}

/** The lines of a condition over the points of some calls. */
export function pointLines(
  contract: Contract,
  calls: readonly string[],
  condition: Condition,
): ConditionLine[] {
  const known = new Map(
    calls.flatMap((call) => pointVariables(contract, call)).map((one) => [one.name, one]),
  );
  return Object.entries(condition).map(([name, values]) => {
    const variable = known.get(name);
    const words = variable === undefined ? orList(values) : valuesWords(variable, values);
    const usual = values.length === 1 && values[0] === variable?.normal;
    return { variable: name, values: words, statement: variable?.statement ?? '', usual };
  });
}

/** The lines of a condition over the outcomes of some calls. */
export function outcomeLines(
  contract: Contract,
  calls: readonly string[],
  condition: Condition,
): ConditionLine[] {
  const known = new Map(
    calls.flatMap((call) => outcomeVariables(contract, call)).map((one) => [one.name, one]),
  );
  return Object.entries(condition).map(([name, values]) => {
    const variable = known.get(name);
    const words = variable?.type === 'status' ? values.map(statusWords) : [...values];
    return { variable: name, values: orList(words), statement: variable?.statement ?? '', usual: false };
  });
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** A place in a document, with the words that stand there where they are known. */
export interface Citation {
  /** Id of the source. */
  readonly source: string;
  readonly title: string;
  readonly location: string;
  readonly quote?: string;
  /** Where to find it: `repository, path, commit`, or an address. */
  readonly where: string;
  /** An address for a reader, where there is one. */
  readonly url?: string;
}

/** The sources of a rule, looked up. */
export function citations(
  { source }: Pick<Rule | Relation, 'source'>,
  sources: readonly Source[],
): Citation[] {
  return source.flatMap((reference) => {
    const [id = '', anchor = ''] = reference.split('#');
    const found = sources.find((one) => one.id === id);
    const place = found?.anchors[anchor];
    if (found === undefined || place === undefined) return [];
    const url = addressOf(found);
    return [
      {
        source: id,
        title: found.title,
        location: place.location,
        ...(place.quote === undefined ? {} : { quote: place.quote }),
        where: [
          found.repository,
          found.path,
          found.snapshot?.slice(0, 10),
          found.repository === undefined ? found.url : undefined,
        ]
          .filter((part) => part !== undefined)
          .join(', '),
        ...(url === undefined ? {} : { url }),
      },
    ];
  });
}

function addressOf({ url, repository, path, snapshot }: Source): string | undefined {
  if (url !== undefined) return url;
  if (repository === undefined || path === undefined) return undefined;
  return `https://github.com/${repository}/blob/${snapshot ?? 'HEAD'}/${path}`;
}
