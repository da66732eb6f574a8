// Which built-in faults break a clause, for those who write the clause down.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadFaults } from './catalogue.ts';

/**
 * Names of the faults that break a clause, those that break the fewest others first; undefined where the spec folder has
 * no catalogue of faults.
 * @throws SuiteError `SPEC_…` where the catalogue cannot be read
 */
export function faultsThatBreak(specDir: string): ((clause: string) => readonly string[]) | undefined {
  if (!existsSync(join(specDir, 'faults.json'))) return undefined;
  const byClause = new Map<string, { readonly name: string; readonly others: number }[]>();
  for (const { name, clauses } of loadFaults(specDir).faults) {
    for (const clause of clauses) {
      const known = byClause.get(clause) ?? [];
      known.push({ name, others: clauses.length - 1 });
      byClause.set(clause, known);
    }
  }
  return (clause) => (byClause.get(clause) ?? []).sort((a, b) => a.others - b.others).map(({ name }) => name);
}
