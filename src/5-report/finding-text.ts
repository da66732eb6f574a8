// The four parts of a finding (expected and why, got, sent, repeat), and the clauses it is about.
import { worstVerdict } from '../4-judge/clause-lists.ts';
import { worse, type CaseVerdict, type ExpectedOutcome } from '../4-judge/verdict.ts';
import { describeStatus, parseStatus } from '../core/windows/hresult.ts';
import { groupName, rankOf } from '../4-judge/clause-group.ts';
import { plainText } from '../core/plain-text.ts';

/** No line of a part of a finding is shown longer than this, in UTF-16 units. */
export const partLimit = 2_000;
/** Nor has it more lines than these. */
const lineLimit = 50;
/** Titles and names are cut here. */
export const nameLimit = 200;

export interface FourParts {
  readonly expected: string;
  readonly got: string;
  readonly sent: string;
  readonly repeat: string;
}

/** A value of an outcome variable: codes by name and number, other words as they are. */
export function describeValue(value: string): string {
  const code = parseStatus(value);
  return code === undefined ? plainText(value, nameLimit) : describeStatus(code);
}

/** `hr E_INVALIDARG (0x80070057), key same`. */
export function describeOutcome(outcome: ExpectedOutcome): string {
  const parts = Object.entries(outcome).map(
    ([name, values]) => `${plainText(name, nameLimit)} ${values.map(describeValue).join(' or ')}`,
  );
  return parts.length === 0 ? 'anything' : parts.join(', ');
}

/** Lines made safe one by one; their line feeds are the only characters left that are no text. */
function plainLines(text: string): string {
  const lines = text.split('\n');
  const shown = lines.slice(0, lineLimit).map((line) => plainText(line, partLimit));
  if (lines.length > lineLimit) shown.push(`… and ${lines.length - lineLimit} more lines`);
  return shown.join('\n');
}

/** Values that go without saying. */
const usual: Readonly<Record<string, string>> = {
  return: 'returned',
  others: 'same',
  setError: 'none',
  inside: 'same',
  outside: 'untouched',
};

/** An outcome without what goes without saying; codes stand alone. */
export function describeRemarkable(outcome: ExpectedOutcome): string {
  const parts = Object.entries(outcome)
    .filter(([name, values]) => values.length !== 1 || values[0] !== usual[name])
    .map(([name, values]) => {
      const said = values.map(describeValue).join(' or ');
      return name === 'hr' || name === 'status' ? said : `${plainText(name, nameLimit)} ${said}`;
    });
  return parts.length === 0 ? 'nothing remarkable' : parts.join(', ');
}

/** The parts as the judge wrote them, made safe, a line for each thing said; what is missing is said from the data. */
export function fourParts(verdict: CaseVerdict): FourParts {
  const { text } = verdict;
  const expected = verdict.expected?.map(describeOutcome).join('; or ');
  const got = verdict.got === undefined ? undefined : describeOutcome(verdict.got);
  return {
    expected: plainLines(text?.expected ?? expected ?? 'not settled'),
    got: plainLines(text?.got ?? got ?? verdict.reason ?? 'nothing'),
    sent: plainLines(text?.sent ?? verdict.title),
    repeat: plainText(text?.repeat ?? `npx kexcts replay ${verdict.case}`, partLimit),
  };
}

/** The parts in order, by name. */
export function partEntries(parts: FourParts): (readonly [name: keyof FourParts, part: string])[] {
  return [
    ['expected', parts.expected],
    ['got', parts.got],
    ['sent', parts.sent],
    ['repeat', parts.repeat],
  ];
}

/** A part on one line. */
export function oneLine(part: string): string {
  return part.replaceAll('\n', ' ∙ ');
}

/** The clauses that came out worst: those that a finding is about. */
export function clausesAtIssue(verdict: CaseVerdict): string[] {
  const first = verdict.clauses[0];
  if (first === undefined) return [];
  const worst = worstVerdict(verdict.clauses, first.verdict);
  return verdict.clauses.filter((clause) => clause.verdict === worst).map((clause) => clause.id);
}

/**
 * Findings with the most important first: by gravity; among equals each clause's first before any clause's second, so that a
 * list cut short shows as many different things as it can; and among those by the reading order of their clauses.
 */
export function mostImportantFirst(findings: readonly CaseVerdict[]): CaseVerdict[] {
  const seen = new Map<string, number>();
  const ranked = findings.map((finding, index) => {
    const clauses = clausesAtIssue(finding);
    const kind = `${finding.verdict} ${clauses.join(' ')}`;
    const group = Math.min(...clauses.map((id) => rankOf(groupName(id))));
    const turn = seen.get(kind) ?? 0;
    seen.set(kind, turn + 1);
    return { finding, turn, group, index };
  });
  return ranked
    .sort((a, b) => {
      const { verdict } = a.finding;
      if (verdict !== b.finding.verdict) return worse(verdict, b.finding.verdict) === verdict ? -1 : 1;
      if (a.turn !== b.turn) return a.turn - b.turn;
      // Both may be infinite.
      return a.group === b.group ? a.index - b.index : a.group - b.group;
    })
    .map(({ finding }) => finding);
}
