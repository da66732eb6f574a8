// report.json (schema kexcts-report/1): a member a line, clauses and findings one a line, so that reports diff well.
import type { ReportInput } from './input.ts';
import { safeJson } from '../core/safe-json.ts';

/** Members in the order of the schema; others follow in the order they came. */
const order = [
  'schema',
  'suite',
  'adapter',
  'driver',
  'profile',
  'dialect',
  'level',
  'strict',
  'seed',
  'complete',
  'keyOracle',
  'blindTo',
  'summary',
  'clauses',
  'findings',
];

/** The text of report.json, ended by a line feed. */
export function* formatJson({ report }: Pick<ReportInput, 'report'>): Generator<string> {
  const members = Object.entries(report).filter(([, value]) => value !== undefined);
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  members.sort(([a], [b]) => rank(a) - rank(b));
  yield '{\n';
  for (const [index, [name, value]] of members.entries()) {
    const end = index === members.length - 1 ? '\n' : ',\n';
    if (Array.isArray(value) && (name === 'clauses' || name === 'findings')) {
      yield `  ${safeJson(name)}: [`;
      for (const [place, item] of value.entries()) yield `${place === 0 ? '\n' : ',\n'}    ${safeJson(item)}`;
      yield `${value.length === 0 ? '' : '\n  '}]${end}`;
    } else {
      yield `  ${safeJson(name)}: ${safeJson(value)}${end}`;
    }
  }
  yield '}\n';
}
