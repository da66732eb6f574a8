// Pins what a driver does where the contract leaves it open, in a baseline's document.
import { isMap, YAMLSeq, type Document, type YAMLMap } from 'yaml';
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { openAnswers } from './answers.ts';
import type { BaselineContext } from './apply-baseline.ts';
import type { Baseline, OpenAnswer } from './baseline.ts';
import { isAbout } from './coverage.ts';
import { consistent, placeOf } from './pins.ts';
import { answerNode, sequence } from './yaml-nodes.ts';

/** Answers at open points, by their places, in the order of the contract. */
function answersByPlace(
  context: BaselineContext,
  verdicts: readonly CaseVerdict[],
): Map<string, OpenAnswer[]> {
  const places = new Map<string, OpenAnswer[]>();
  for (const verdict of verdicts) {
    for (const answer of openAnswers(context, verdict)) {
      const known = places.get(placeOf(answer)) ?? [];
      if (!known.some((one) => canonicalJson(one.got) === canonicalJson(answer.got))) {
        places.set(placeOf(answer), [...known, answer]);
      }
    }
  }
  return places;
}

/** Adds what was seen, and puts it in the place of what is pinned and was not seen. Returns how many answers it wrote. */
export function pinAnswers(
  document: Document,
  { pinned }: Baseline,
  context: BaselineContext,
  verdicts: readonly CaseVerdict[],
): number {
  const { driver, contract } = context;
  const list = sequence(document, 'pinned');
  const places = answersByPlace(context, verdicts);
  const order = contract.rules.map((rule) => rule.id);
  const byClause = groupByClause(places);
  let changes = 0;
  for (const clause of [...byClause.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b))) {
    const index = pinned.findIndex((one) => one.clause === clause && isAbout(one.driver, driver));
    const entry = index < 0 ? undefined : list.items[index];
    const observed = isMap(entry) ? (entry.get('observed', true) as unknown as YAMLSeq) : new YAMLSeq();
    const added = pinInto(document, observed, clause, byClause.get(clause) ?? []);
    changes += added;
    if (entry === undefined && added > 0) {
      const made = document.createNode({ clause, driver: { name: driver.name, version: '*' } }) as YAMLMap;
      made.set('observed', observed);
      list.add(made);
    }
  }
  return changes;
}

function groupByClause(
  places: ReadonlyMap<string, readonly OpenAnswer[]>,
): Map<string, (readonly OpenAnswer[])[]> {
  const byClause = new Map<string, (readonly OpenAnswer[])[]>();
  for (const answers of places.values()) {
    const clause = answers[0]?.clause ?? '';
    byClause.set(clause, [...(byClause.get(clause) ?? []), answers]);
  }
  return byClause;
}

/** Writes the answers of each place where others, or none, are pinned there. */
function pinInto(
  document: Document,
  observed: YAMLSeq,
  clause: string,
  places: readonly (readonly OpenAnswer[])[],
): number {
  let changes = 0;
  const pinnedAt = (item: unknown): OpenAnswer | undefined =>
    isMap(item) ? { ...(item.toJSON() as Omit<OpenAnswer, 'clause'>), clause } : undefined;
  for (const answers of places) {
    const [first] = answers;
    if (first === undefined) continue;
    const place = placeOf(first);
    const known = observed.items.flatMap((item) => {
      const pin = pinnedAt(item);
      return pin !== undefined && placeOf(pin) === place ? [pin] : [];
    });
    const held = answers.every(({ got }) => known.some((pin) => consistent(pin.got, got)));
    if (held) continue;
    observed.items = observed.items.filter((item) => {
      const pin = pinnedAt(item);
      return pin === undefined || placeOf(pin) !== place;
    });
    for (const { call, at, got } of answers) {
      observed.add(answerNode(document, { call, at, got }));
      changes += 1;
    }
  }
  return changes;
}
