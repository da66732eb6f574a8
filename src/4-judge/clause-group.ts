// Clauses in the order and under the titles that a reader expects.
import type { Basis, Contract, Level, Relation, Rule } from '../1-contract/model.ts';
import type { ClauseSummary } from './verdict.ts';

/** Groups in reading order. */
const titles: Readonly<Record<string, string>> = {
  OK: 'Success',
  ERR: 'Errors',
  ST: 'State of the session',
  CERT: 'Certificates',
  KX: 'Other key exchanges',
  TH: 'Threads',
  CH: 'Authenticated channels',
  OPM: 'Output protection (OPM)',
  ABI: 'Binary interface',
};

export interface ClauseGroup {
  /** The part of the ids before their number, e.g. `NCSKE-ERR`. */
  readonly name: string;
  readonly title: string;
  readonly clauses: readonly ClauseSummary[];
}

/** `NCSKE-ERR` of `NCSKE-ERR-12`. */
export function groupName(clause: string): string {
  return clause.replace(/-[^-]*$/, '');
}

/** A title for a group; a group that has none here goes by its name. */
export function groupTitle(group: string): string {
  return titles[group.replace(/^.*-/, '')] ?? group;
}

/** The place of a group in reading order; groups that are not known come last. */
export function rankOf(group: string): number {
  const rank = Object.keys(titles).indexOf(group.replace(/^.*-/, ''));
  return rank < 0 ? Infinity : rank;
}

function compareIds(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Clauses by group, groups in reading order and clauses by their numbers. */
export function clauseGroups(clauses: readonly ClauseSummary[]): ClauseGroup[] {
  const groups = new Map<string, ClauseSummary[]>();
  for (const clause of clauses) {
    const name = groupName(clause.id);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [clause]);
    else group.push(clause);
  }
  return [...groups]
    .sort(([a], [b]) => (rankOf(a) === rankOf(b) ? compareIds(a, b) : rankOf(a) - rankOf(b)))
    .map(([name, members]) => ({
      name,
      title: groupTitle(name),
      clauses: members.sort((a, b) => compareIds(a.id, b.id)),
    }));
}

/** Ids of clauses by group and number, each once. */
export function inReadingOrder(ids: Iterable<string>): string[] {
  return [...new Set(ids)].sort((a, b) => {
    const [first, second] = [groupName(a), groupName(b)];
    return rankOf(first) - rankOf(second) || compareIds(first, second) || compareIds(a, b);
  });
}

/** A rule or a relation, looked at as a clause. */
export type Clause = (Rule | Relation) & { readonly level: Level; readonly basis: Basis };

/** All clauses of a contract by id. */
export function clausesById(
  contract: Pick<Contract, 'rules' | 'relations'> | undefined,
): Map<string, Clause> {
  return new Map(
    [...(contract?.rules ?? []), ...(contract?.relations ?? [])].map((clause) => [clause.id, clause]),
  );
}

/** Path of the file that a clause stands in, from the root of the package, with forward slashes. */
export function clauseFile(clause: Clause): string {
  const { file } = clause.at;
  return file.includes('/') ? file : `spec/contract/${file}`;
}
