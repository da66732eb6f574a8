// From a finished run to the data of the page.
import type { CaseChange, RunComparison } from '../../gate/compare/compare-runs.ts';
import { changeGroups, changedClauseGroups, countsLine, factsLine, sideLine } from '../comparison-text.ts';
import type { CaseVerdict, Report, Verdict } from '../../4-judge/verdict.ts';
import { verdicts } from '../../4-judge/verdict.ts';
import { clauseFile, clauseGroups, clausesById, groupName, groupTitle } from '../../4-judge/clause-group.ts';
import { CoverageCollector } from '../coverage-table.ts';
import { mostImportantFirst, nameLimit, partLimit } from '../finding-text.ts';
import type { Quote, ReportInput } from '../input.ts';
import { blindToWords, keyOracleWords } from '../key-oracle-words.ts';
import { countOrder, firstOf, verdictLine, whyOverall } from '../overall.ts';
import { plainText } from '../../core/plain-text.ts';
import { factsOf, runFacts } from '../run-facts.ts';
import { isFinding } from '../../4-judge/standing.ts';
import { UndecidedCollector } from '../undecided.ts';
import { findingOnPage } from './finding-on-page.ts';
import type {
  PageCase,
  PageCaseChange,
  PageCases,
  PageClause,
  PageCombinations,
  PageComparison,
  PageData,
} from './page-data.ts';

/** Findings with all their details in the page; the rest is in report.json. */
const findingLimit = 2_000;
/** Changed cases of a kind that are listed one by one. */
const changeLimit = 500;

/** The data of the page; verdicts are read once. */
export function buildPageData(input: ReportInput): PageData {
  const { report } = input;
  const undecided = new UndecidedCollector();
  const coverage = new CoverageCollector();
  const cases = new CaseColumns();
  for (const verdict of input.verdicts) {
    undecided.add(verdict);
    coverage.add(verdict);
    cases.add(verdict);
  }
  const findings = mostImportantFirst(report.findings.filter((finding) => isFinding(finding.verdict)));
  return {
    overall: { verdict: report.summary.verdict, line: verdictLine(input), why: whyOverall(input) },
    facts: runFacts(report),
    counts: countOrder.map((verdict): [Verdict, number] => [verdict, report.summary[verdict]]),
    clauses: clausesOnPage(input),
    findings: findings.slice(0, findingLimit).map((finding) => findingOnPage(finding, input)),
    findingsLeftOut: Math.max(0, findings.length - findingLimit),
    cases: cases.result(),
    undecided: undecided.result(),
    coverage: coverage.result(input.contract),
    combinations: combinationsOf(report.coverage),
    keyOracle: keyOracleWords(report),
    blindTo: blindToWords(report),
    survey: factsOf(report.survey),
    environment: factsOf(report.timeEnvironment),
    ...(input.comparison === undefined ? {} : { comparison: comparisonOf(input.comparison) }),
  };
}

function clausesOnPage(input: ReportInput): PageClause[] {
  const clauses = clausesById(input.contract);
  const inOrder = clauseGroups(input.report.clauses).flatMap((group) => group.clauses);
  return inOrder.map((summary): PageClause => {
    const clause = clauses.get(summary.id);
    return {
      id: summary.id,
      group: groupTitle(groupName(summary.id)),
      level: summary.level,
      basis: summary.basis,
      verdict: summary.verdict,
      cases: summary.cases,
      ...(summary.reason === undefined ? {} : { reason: plainText(summary.reason, partLimit) }),
      ...(clause === undefined
        ? {}
        : { statement: clause.statement, at: `${clauseFile(clause)}:${clause.at.line}` }),
      ...(clause?.derivation === undefined ? {} : { derivation: clause.derivation }),
      needs: clause?.needs ?? [],
      quotes: (clause?.source ?? []).map((source) =>
        safeQuote(input.quotes?.get(source) ?? { title: source }),
      ),
    };
  });
}

/** The coverage of report.json; a report that has none, or another form of it, has no combinations on the page. */
function combinationsOf(coverage: Report['coverage']): PageCombinations[] {
  const calls = (coverage?.['calls'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return calls.map((call) => ({
    call: plainText(String(call['call']), nameLimit),
    met: ['values', 'pairs', 'triples'].flatMap((what) => {
      const counted = call[what] as { readonly covered: number; readonly possible: number } | undefined;
      return counted === undefined ? [] : [[what, counted.covered, counted.possible] as const];
    }),
    notCovered: ((call['notCovered'] ?? []) as readonly string[]).map((one) => plainText(one, partLimit)),
    more: Number(call['more'] ?? 0),
  }));
}

/** Only addresses of the web may become links. */
function safeQuote(quote: Quote): Quote {
  const { url, ...rest } = quote;
  return url !== undefined && /^https:\/\//.test(url) ? quote : rest;
}

/** Numbers for names, in order of first appearance. */
class Names {
  readonly #numbers = new Map<string, number>();

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) this.#numbers.set(name, (number = this.#numbers.size));
    return number;
  }

  list(limit: number): string[] {
    return [...this.#numbers.keys()].map((name) => plainText(name, limit));
  }
}

class CaseColumns {
  readonly #properties = new Names();
  readonly #kinds = new Names();
  readonly #clauses = new Names();
  readonly #reasons = new Names();
  readonly #rows: PageCase[] = [];
  /** Numbers of clauses, once where verdicts share them. */
  readonly #lists = new Map<CaseVerdict['clauses'], number[]>();

  add(verdict: CaseVerdict): void {
    const reason =
      verdict.reason ?? (verdict.verdict === 'unsupported' ? verdict.clauses[0]?.reason : undefined);
    this.#rows.push([
      verdict.case,
      plainText(verdict.title, nameLimit),
      verdicts.indexOf(verdict.verdict),
      this.#properties.number(verdict.property),
      this.#kinds.number(verdict.kind),
      this.#listOf(verdict.clauses),
      reason === undefined ? -1 : this.#reasons.number(reason),
    ]);
  }

  #listOf(clauses: CaseVerdict['clauses']): number[] {
    let list = this.#lists.get(clauses);
    if (list === undefined) {
      list = clauses.map((clause) => this.#clauses.number(clause.id));
      this.#lists.set(clauses, list);
    }
    return list;
  }

  result(): PageCases {
    return {
      verdicts,
      properties: this.#properties.list(nameLimit),
      kinds: this.#kinds.list(nameLimit),
      clauses: this.#clauses.list(nameLimit),
      reasons: this.#reasons.list(partLimit),
      rows: this.#rows,
    };
  }
}

function comparisonOf(found: RunComparison): PageComparison {
  return {
    notes: found.notes,
    runs: [factsLine(found.a), factsLine(found.b)],
    counts: countsLine(found),
    clauses: changedClauseGroups.map(([group, name]) => [
      name,
      found.clauses[group].map(({ id, before, after }) => [plainText(id, nameLimit), before, after] as const),
    ]),
    cases: changeGroups.map(([group, name]) => {
      const changes = found[group];
      return [name, changes.slice(0, changeLimit).map(changeOf), Math.max(0, changes.length - changeLimit)];
    }),
  };
}

function changeOf({ case: id, title, clauses, before, after }: CaseChange): PageCaseChange {
  return {
    case: plainText(id, nameLimit),
    title: plainText(title, nameLimit),
    clauses: plainText(firstOf(clauses, 6), partLimit),
    before: sideLine(before),
    after: sideLine(after),
  };
}
