// `--clause GLOB`: which cases touch which clauses.
import type { Contract } from '../contract/model.ts';
import { flatSteps } from '../judge/judge-case.ts';
import type { Case } from '../recipe/case.ts';

/** A glob with `*` and `?` as a test on clause ids, whole and regardless of case. */
export function globTest(glob: string): (id: string) => boolean {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const pattern = new RegExp(`^${escaped}$`, 'i');
  return (id) => pattern.test(id);
}

/** Ids of the rules and relations that a case touches at its declared points, whatever state it is in. */
export function clausesTouched(contract: Contract, planned: Case): Set<string> {
  const ids = new Set<string>();
  const states = contract.points
    .filter((variable) => variable.role === 'state')
    .map((variable) => variable.name);
  const stateless = (when: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> =>
    Object.fromEntries(Object.entries(when).filter(([name]) => !states.includes(name)));
  for (const [index, step] of flatSteps(planned.recipe).entries()) {
    const point = planned.points[index];
    if (point === null || point === undefined) continue;
    const call = step.call === 'repeat' ? step.step.call : step.call;
    for (const rule of [...contract.rules, ...contract.relations]) {
      if (rule.party !== 'driver' || rule.untestable !== undefined || !rule.call.includes(call)) continue;
      const when = stateless(rule.when);
      if (Object.entries(when).every(([name, values]) => values.includes(point[name] ?? '')))
        ids.add(rule.id);
    }
  }
  return ids;
}
