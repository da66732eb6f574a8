// Which rows of two contracts came, went or changed, and whether what changed is their meaning or their words.
import { canonicalJson } from '../../core/canonical.ts';
import type { Contract, Relation, Rule } from '../model.ts';

/** A rule or relation that both contracts have, and that is not the same in both. */
export interface ChangedRow {
  readonly id: string;
  /** Members that differ. */
  readonly members: readonly string[];
  /** Whether a verdict may turn on what changed; otherwise only words and sources did. */
  readonly meaning: boolean;
}

export interface RowChanges {
  readonly came: readonly string[];
  readonly went: readonly string[];
  readonly changed: readonly ChangedRow[];
}

/** Members that a verdict may turn on. */
const meaningful = new Set([
  'call',
  'when',
  'given',
  'kind',
  'cause',
  'allow',
  'level',
  'party',
  'needs',
  'untestable',
  'relation',
  'observe',
  'within',
]);

/** Rules and relations of `after` against those of `before`, by id. */
export function changedRows(before: Contract, after: Contract): RowChanges {
  const old = byId(before);
  const now = byId(after);
  const changed: ChangedRow[] = [];
  for (const [id, row] of now) {
    const was = old.get(id);
    if (was === undefined) continue;
    const members = differing(was, row);
    if (members.length > 0)
      changed.push({ id, members, meaning: members.some((member) => meaningful.has(member)) });
  }
  return {
    came: [...now.keys()].filter((id) => !old.has(id)),
    went: [...old.keys()].filter((id) => !now.has(id)),
    changed,
  };
}

function byId({ rules, relations }: Contract): Map<string, Rule | Relation> {
  return new Map([...rules, ...relations].map((row) => [row.id, row]));
}

/** Names of members that differ; where a row stands is none. Of untestable, only whether it is there counts. */
function differing(a: Rule | Relation, b: Rule | Relation): string[] {
  const left = membersOf(a);
  const right = membersOf(b);
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.filter(
    (name) => name !== 'at' && canonicalJson(left[name] ?? null) !== canonicalJson(right[name] ?? null),
  );
}

function membersOf(row: Rule | Relation): Record<string, unknown> {
  return { ...row };
}
