// Version ranges of drivers: dotted numbers of any length, as Windows writes them (31.0.101.4502), and whatever else
// vendors put there.
import { SuiteError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';

/** Whether a version lies in a range. */
export type VersionTest = (version: string) => boolean;

const comparator = /^(<=|>=|<|>|=)?([0-9A-Za-z][^\s<>=|*]*)$/;
const prefix = /^((?:[0-9A-Za-z]+\.)*)\*$/;

/**
 * Reads a range: `*`, `1.2.*`, `1.2.3`, `>=1.2 <2` (blanks: and), `<1 || >=2` (or).
 * @throws SuiteError `VERSION_RANGE`
 */
export function versionRange(text: string): VersionTest {
  const alternatives = text.split('||').map((part) => {
    const words = part.trim().split(/\s+/);
    return words.map((word) => testOf(word, text));
  });
  return (version) => alternatives.some((tests) => tests.every((test) => test(version)));
}

function testOf(word: string, whole: string): VersionTest {
  const start = prefix.exec(word)?.[1];
  if (start !== undefined) return (version) => `${version}.`.startsWith(start);
  const [, operator = '=', bound] = comparator.exec(word) ?? [];
  if (bound === undefined) {
    throw new SuiteError(
      'VERSION_RANGE',
      `expected a version range, got "${plainText(whole, 100)}"`,
      'write *, 1.2.*, 1.2.3, or comparisons such as ">=1.2 <2"',
    );
  }
  return (version) => {
    const order = compareVersions(version, bound);
    switch (operator) {
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '>=':
        return order >= 0;
      default:
        return order === 0;
    }
  };
}

/** Negative, zero or positive. Numbers count as numbers, a missing part as 0; letters come before numbers. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = comparePart(left[index] ?? '0', right[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

function parts(version: string): string[] {
  return version.split(/[^0-9A-Za-z]+/).filter((part) => part !== '');
}

function comparePart(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) {
    const [x, y] = [BigInt(a), BigInt(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (left !== right) return left ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
