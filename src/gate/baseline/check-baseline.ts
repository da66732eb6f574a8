// What can be said against a baseline without a run: entries whose day is over, and clauses that the contract lacks.
import type { Contract } from '../../1-contract/model.ts';
import { globTest } from '../../2-plan/clause-glob.ts';
import type { BaselineInUse, StalePart } from './baseline.ts';
import { linesText } from './stale.ts';

/** Entries that have to go, of all drivers. */
export function staleEntries({ baseline, today }: BaselineInUse, contract: Contract): StalePart[] {
  const rules = [...contract.rules, ...contract.relations];
  const has = (glob: string): boolean => rules.some((rule) => globTest(glob)(rule.id));
  const isOpen = (id: string): boolean => rules.some((rule) => rule.id === id && rule.level === 'OPEN');
  const accepted = baseline.accepted.flatMap((entry): StalePart[] => {
    const { id, lines, expires } = entry;
    if (expires < today) {
      const what = `expired on ${expires}: fix the finding, or renew "expires"; else remove ${linesText(lines)}`;
      return [{ entry: id, why: 'expired', what, lines }];
    }
    const named = [...(entry.clauses ?? []), ...entry.observed.flatMap(({ clause }) => clause ?? [])];
    const unknown = named.find((clause) => !has(clause));
    if (unknown === undefined) return [];
    const what = `the contract has no clause ${unknown}: remove ${linesText(lines)}`;
    return [{ entry: id, why: 'unused', what, lines }];
  });
  const pinned = baseline.pinned
    .filter(({ clause }) => !isOpen(clause))
    .map(({ clause, lines }): StalePart => {
      const what = `the contract has no clause ${clause} of level OPEN: remove ${linesText(lines)}`;
      return { entry: `pinned ${clause}`, why: 'unused', what, lines };
    });
  return [...accepted, ...pinned];
}
