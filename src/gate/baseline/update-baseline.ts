// Brings a baseline up to date with a report: findings that are not covered are added, parts that the report shows to be
// gone are removed, open behaviour is pinned. Comments and the order of what stays are kept.
import { isMap, isScalar, isSeq, YAMLSeq, type Document, type Node, type YAMLMap } from 'yaml';
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { wrongAnswers } from './answers.ts';
import { applyBaseline, type BaselineContext } from './apply-baseline.ts';
import {
  baselineSchema,
  isAcceptable,
  type AcceptedAnswer,
  type StalePart,
  type WrongAnswer,
} from './baseline.ts';
import { pinAnswers } from './pin-answers.ts';
import type { BaselineFile } from './read-baseline.ts';
import { answerNode, sequence } from './yaml-nodes.ts';

/** What is written into new entries. */
export interface NewEntries {
  /** By cases, each as it was seen; or by clauses, wherever they are broken in the same way. */
  readonly by: 'case' | 'clause';
  readonly version: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly link?: string;
}

export interface UpdateChanges {
  readonly added: readonly { readonly id: string; readonly cases: number }[];
  readonly removed: readonly StalePart[];
  /** Entries that have expired: people decide on them. */
  readonly expired: readonly StalePart[];
  /** Answers at open points that were added, or took the place of others. */
  readonly pinned: number;
}

/** The text of an empty baseline. */
export const emptyBaseline = `# Findings that were reviewed and accepted; see docs/gate.md.\nschema: ${baselineSchema}\naccepted: []\npinned: []\n`;

/**
 * Changes a baseline's document.
 * @param entries asked for where there is something to add.
 */
export function updateBaseline(
  { baseline, document }: BaselineFile,
  today: string,
  context: BaselineContext,
  verdicts: readonly CaseVerdict[],
  entries: () => NewEntries,
): UpdateChanges {
  // An expired entry still says what was accepted: what it records is not added again.
  const { outcome, verdicts: applied } = applyBaseline({ baseline, today: '' }, context, verdicts);
  const stale = outcome.stale;
  const uncovered = applied.filter((one) => isAcceptable(one.verdict) && one.baseline === undefined);
  const groups = grouped(
    context,
    uncovered.filter((one) => !onlyChanged(one)),
  );
  const { stale: partsToday } = applyBaseline({ baseline, today }, context, verdicts).outcome;
  const expired = partsToday.filter((part) => part.why === 'expired');
  removeStale(document, baseline, stale);
  const added = groups.length === 0 ? [] : addEntries(document, context, groups, entries());
  const pinned = pinAnswers(document, baseline, context, verdicts);
  return { added, removed: stale, expired, pinned };
}

/** A verdict that is `warn` only because open behaviour changed: that is pinned, not accepted. */
function onlyChanged({ verdict, clauses }: CaseVerdict): boolean {
  return verdict === 'warn' && clauses.every((one) => one.verdict !== 'warn' || one.was !== undefined);
}

interface Group {
  readonly answers: readonly WrongAnswer[];
  readonly cases: CaseVerdict[];
}

/** Cases that give the same wrong answers. */
function grouped(context: BaselineContext, verdicts: readonly CaseVerdict[]): Group[] {
  const groups = new Map<string, Group>();
  for (const verdict of verdicts) {
    const answers = wrongAnswers(context, verdict);
    if (answers.length === 0) continue;
    const key = canonicalJson(answers);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { answers, cases: [verdict] });
    else group.cases.push(verdict);
  }
  return [...groups.values()];
}

function addEntries(
  document: Document,
  { driver }: BaselineContext,
  groups: readonly Group[],
  entries: NewEntries,
): UpdateChanges['added'] {
  const list = sequence(document, 'accepted');
  const taken = new Set(list.items.map((item) => (isMap(item) ? String(item.get('id')) : '')));
  const added: { id: string; cases: number }[] = [];
  for (const { answers, cases } of groups) {
    const clauses = [...new Set(answers.flatMap(({ clause }) => clause ?? []))];
    const id = freshId(taken, clauses[0] ?? `${answers[0]?.verdict ?? 'crash'}-${answers[0]?.call ?? ''}`);
    const byClause = entries.by === 'clause' && clauses.length > 0;
    const { reason, owner, expires, link } = entries;
    const entry = document.createNode({
      id,
      ...(byClause ? { clause: clauses } : {}),
      driver: { name: driver.name, version: entries.version },
      observed: [],
      reason,
      ...(link === undefined ? {} : { link }),
      owner,
      expires,
    }) as YAMLMap;
    if (!byClause) entry.items.splice(1, 0, document.createPair('case', caseList(document, cases)));
    const observed = entry.get('observed', true) as unknown as YAMLSeq;
    observed.flow = false;
    for (const { at, ...answer } of answers) {
      observed.add(answerNode(document, byClause ? { ...answer, at, seenIn: cases[0]?.case } : answer));
    }
    list.add(entry);
    added.push({ id, cases: cases.length });
  }
  return added;
}

/** Ids of cases, one a line, each with its title beside it. */
function caseList(document: Document, cases: readonly CaseVerdict[]): YAMLSeq {
  const list = new YAMLSeq();
  for (const { case: id, title } of cases) {
    const node = document.createNode(id);
    node.comment = ` ${title.replace(/\s+/g, ' ')}`;
    list.add(node);
  }
  return list;
}

function freshId(taken: Set<string>, base: string): string {
  const plain = base.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 72);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? plain : `${plain}-${number}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

function removeStale(
  document: Document,
  { accepted }: BaselineFile['baseline'],
  stale: readonly StalePart[],
): void {
  const list = sequence(document, 'accepted');
  for (const part of stale) {
    const entry = accepted.find((one) => one.id === part.entry);
    const node = list.items.find((item) => isMap(item) && item.get('id') === part.entry) as
      YAMLMap | undefined;
    if (entry === undefined || node === undefined) continue;
    if (part.lines === entry.lines) {
      list.items.splice(list.items.indexOf(node), 1);
      continue;
    }
    const gone = entry.cases?.find((one) => one.lines === part.lines);
    if (gone === undefined) {
      const place = entry.observed.findIndex((one) => one.lines === part.lines);
      removeAnswer(node, entry.observed[place]);
    } else removeCase(node, gone.id);
  }
}

function removeCase(entry: YAMLMap, id: string): void {
  const cases = entry.get('case', true) as Node | undefined;
  if (!isSeq(cases)) return;
  cases.items = cases.items.filter((item) => !(isScalar(item) && item.value === id));
}

function removeAnswer(entry: YAMLMap, answer: AcceptedAnswer | undefined): void {
  const observed = entry.get('observed', true) as Node | undefined;
  if (!isSeq(observed) || answer === undefined) return;
  const { lines: _lines, ...recorded } = answer;
  const key = canonicalJson(recorded);
  observed.items = observed.items.filter((item) => !(isMap(item) && canonicalJson(item.toJSON()) === key));
}
