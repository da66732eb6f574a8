// A relation over the run in words: which value was seen for which classes of cases, and what an attacker makes of it.
import { describeStatus, parseStatus } from '../core/windows/hresult.ts';
import type { RunRelation } from './relations.ts';
import type { CaseVerdict } from './verdict.ts';

const mangerOracleText =
  'a Manger oracle: a leading byte Y that is not zero is distinguished from every other defect of the encoding, and that is all ' +
  'it takes to decrypt a block of 2048 bits with some thousands of calls (J. Manger, A Chosen Ciphertext Attack on RSA ' +
  'Optimal Asymmetric Encryption Padding (OAEP) as Standardized in PKCS #1 v2.0, CRYPTO 2001; RFC 8017, 7.1.2, note)';

/** The class of cases whose only defect is the leading byte. */
const leadingByte = 'encoding=y';
/** Classes of blocks that decrypt to noise, in which the leading byte is hardly ever zero. */
const noiseClasses = ['encoding=byte-order', 'encoding=public-key', 'encoding=scrambled'];

/** What broken relations that a case takes part in have to say of the whole run; empty where there is none. */
export function brokenRelationsText(verdict: CaseVerdict, relations: readonly RunRelation[]): string {
  const calls = new Set(verdict.steps.map((step) => step.call));
  return relations
    .filter(({ relation, call, holds }) => {
      const own = verdict.clauses.find((clause) => clause.id === relation.id)?.verdict;
      return !holds && calls.has(call) && (own === 'fail' || own === 'warn');
    })
    .map(relationText)
    .join('\n');
}

/** A relation as a table, a line for each value, and the oracle that it is, where it is a known one. */
export function relationText(found: RunRelation): string {
  const { relation, call, table } = found;
  const width = Math.max(...table.map(({ value }) => relationValueText(value).length));
  const lines = table.map(
    ({ value, classes, cases }) =>
      `  ${relationValueText(value).padEnd(width)}  ${String(cases).padStart(5)} cases  ${classes.join('; ')}`,
  );
  const what = `${relation.id}, over the run: ${call} gave ${table.length} values of ${relation.observe} where one was expected`;
  return [what, ...lines, ...(isMangerOracle(found) ? [`this is ${mangerOracleText}`] : [])].join('\n');
}

function relationValueText(value: string): string {
  const code = parseStatus(value);
  return code === undefined ? value : describeStatus(code);
}

/** Whether the leading byte has values of its own, which no class has whose leading byte is zero. */
export function isMangerOracle({ relation, table, holds }: RunRelation): boolean {
  if (holds || relation.relation !== 'same') return false;
  const leadingByteRows = table.filter(({ classes }) => classes.includes(leadingByte));
  const hasZeroLeadingByte = (name: string): boolean => name !== leadingByte && !noiseClasses.includes(name);
  return (
    leadingByteRows.length > 0 &&
    leadingByteRows.every(({ classes }) => !classes.some(hasZeroLeadingByte)) &&
    table.some(({ classes }) => classes.some(hasZeroLeadingByte))
  );
}
