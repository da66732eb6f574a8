// `--clause GLOB`: which cases touch which clauses.
import type { Contract } from '../1-contract/model.ts';
import { flattenSteps, sentStep } from '../steps/recipe.ts';
import type { Case } from '../steps/case.ts';

/** A glob with `*` and `?` as a test on clause ids, whole and regardless of case. */
export function globTest(glob: string): (id: string) => boolean {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const pattern = new RegExp(`^${escaped}$`, 'i');
  return (id) => pattern.test(id);
}

/** A rule or relation that a driver is tested on, with what it asks of a point but for the variables of state. */
interface ClauseCondition {
  readonly id: string;
  readonly when: readonly (readonly [variable: string, values: readonly string[]])[];
}

/** By call. The full plan asks for them a hundred thousand times. */
const conditionsByContract = new WeakMap<Contract, Map<string, readonly ClauseCondition[]>>();

function clauseConditions(contract: Contract, call: string): readonly ClauseCondition[] {
  let calls = conditionsByContract.get(contract);
  if (calls === undefined)
    conditionsByContract.set(contract, (calls = new Map<string, readonly ClauseCondition[]>()));
  let known = calls.get(call);
  if (known === undefined) {
    const states = new Set(contract.points.filter((one) => one.role === 'state').map((one) => one.name));
    known = [...contract.rules, ...contract.relations]
      .filter((one) => one.party === 'driver' && one.untestable === undefined && one.call.includes(call))
      .map(({ id, when }) => ({ id, when: Object.entries(when).filter(([name]) => !states.has(name)) }));
    calls.set(call, known);
  }
  return known;
}

/** Ids of the rules and relations that a case touches at its declared points, whatever state it is in. */
export function clausesTouched(contract: Contract, planned: Case): Set<string> {
  const ids = new Set<string>();
  for (const [index, step] of flattenSteps(planned.recipe).entries()) {
    const point = planned.points[index];
    if (point === null || point === undefined) continue;
    const { call } = sentStep(step);
    for (const { id, when } of clauseConditions(contract, call)) {
      if (ids.has(id)) continue;
      if (when.every(([name, values]) => values.includes(point[name] ?? ''))) ids.add(id);
    }
  }
  return ids;
}
