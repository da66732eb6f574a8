// Who was tested, with what, and where: the lines at the head of every readable report.
import type { Report } from '../4-judge/verdict.ts';
import { nameLimit, partLimit } from './finding-text.ts';
import { plainText } from '../core/plain-text.ts';

/** A label and its value, both safe to show. */
export type Fact = readonly [label: string, value: string];

/** Any value of a report's free-form members on one safe line. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return plainText(value, nameLimit);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : plainText(value.map(describe).join(', '), partLimit);
  if (typeof value === 'object' && value !== null) return describeMembers(value);
  return plainText(String(value), nameLimit);
}

/** `opm, container pkcs7`: flags by their names, what is not so left out. */
function describeMembers(object: object): string {
  const parts = Object.entries(object).flatMap(([name, value]: [string, unknown]): string[] => {
    if (value === false || value === undefined || value === null) return [];
    const shown = plainText(name, nameLimit);
    return [value === true ? shown : `${shown} ${describe(value)}`];
  });
  return parts.length === 0 ? 'none' : plainText(parts.join(', '), partLimit);
}

/** `name version` of an adapter or driver. */
export function nameAndVersion(named: Readonly<Record<string, unknown>>): string {
  const parts = [named['name'], named['version']].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? 'unnamed' : parts.map(describe).join(' ');
}

/** Members of a free-form object as facts; `leftOut` are shown elsewhere. */
export function factsOf(
  object: Readonly<Record<string, unknown>> | undefined,
  leftOut: readonly string[] = [],
): Fact[] {
  return Object.entries(object ?? {})
    .filter(([name, value]) => !leftOut.includes(name) && value !== undefined)
    .map(([name, value]) => [plainText(name, nameLimit), describe(value)]);
}

/** `2026-03-04 05:06:07 UTC` of `2026-03-04T05:06:07.000Z`. */
function moment(time: string): string {
  return time.replace(/^(\S+)T(\S+?)(?:\.\d+)?Z$/, '$1 $2 UTC');
}

/** Driver, adapter and settings of the run. */
export function runFacts(report: Report): Fact[] {
  const facts: Fact[] = [
    ['driver', nameAndVersion(report.driver)],
    ...factsOf(report.driver, ['name', 'version']).map(([name, value]): Fact => [`driver ${name}`, value]),
    ['adapter', nameAndVersion(report.adapter)],
    ...factsOf(report.adapter, ['name', 'version']).map(([name, value]): Fact => [`adapter ${name}`, value]),
    ['suite', nameAndVersion(report.suite)],
    ['contract', describe(report.suite.contract)],
    ['plan', describe(report.suite.plan)],
    ['profile', describe(report.profile)],
    ['dialect', describe(report.dialect)],
    ['level', report.strict ? `${describe(report.level)}, strict` : describe(report.level)],
    ['seed', String(report.seed)],
    ['complete', report.complete ? 'yes' : 'no: cases were left out at the user’s wish'],
  ];
  if (report.timeStarted !== undefined) facts.push(['started', describe(moment(report.timeStarted))]);
  if (report.timeSeconds !== undefined) facts.push(['took', `${report.timeSeconds.toFixed(1)} s`]);
  return facts;
}
