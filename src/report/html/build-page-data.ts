// From a finished run to the data of the page.
import type { CaseVerdict, Verdict } from '../../judge/verdict.ts';
import { verdicts } from '../../judge/verdict.ts';
import { clauseFile, clauseGroups, clausesById, groupName, groupTitle } from '../clause-group.ts';
import { compareReports, type ClauseChange } from '../comparison.ts';
import { CoverageCollector } from '../coverage-table.ts';
import { clausesAtIssue, mostTellingFirst, nameLimit, oneLine, partLimit } from '../finding-text.ts';
import type { Quote, ReportInput } from '../input.ts';
import { blindToWords, keyOracleWords } from '../key-oracle-words.ts';
import { countOrder, verdictLine, whyOverall } from '../overall.ts';
import { plainText } from '../plain-text.ts';
import { factsOf, runFacts } from '../run-facts.ts';
import { isFinding } from '../standing.ts';
import { UndecidedCollector } from '../undecided.ts';
import { findingOnPage } from './finding-on-page.ts';
import type { PageCase, PageCases, PageClause, PageComparison, PageData } from './page-data.ts';

/** Findings with all their details in the page; the rest is in report.json. */
const findingLimit = 2_000;

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
  const findings = mostTellingFirst(report.findings.filter((finding) => isFinding(finding.verdict)));
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
    keyOracle: keyOracleWords(report),
    blindTo: blindToWords(report),
    survey: factsOf(report.survey),
    environment: factsOf(report.timeEnvironment),
    ...(input.earlier === undefined ? {} : { comparison: comparisonOf(input.earlier, input) }),
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

  add(verdict: CaseVerdict): void {
    const reason =
      verdict.reason ?? (verdict.verdict === 'unsupported' ? verdict.clauses[0]?.reason : undefined);
    this.#rows.push([
      verdict.case,
      plainText(verdict.title, nameLimit),
      verdicts.indexOf(verdict.verdict),
      this.#properties.number(verdict.property),
      this.#kinds.number(verdict.kind),
      verdict.clauses.map((clause) => this.#clauses.number(clause.id)),
      reason === undefined ? -1 : this.#reasons.number(reason),
    ]);
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

function comparisonOf(earlier: NonNullable<ReportInput['earlier']>, input: ReportInput): PageComparison {
  const { notes, worse, better, appeared, gone, changed } = compareReports(earlier, input.report);
  const change = ({ id, before, after }: ClauseChange): string => `${id}: ${before} before, ${after} now`;
  const finding = (one: CaseVerdict): string =>
    oneLine(
      `${one.case} (${one.verdict}; ${clausesAtIssue(one).join(', ')}): ${plainText(one.title, nameLimit)}`,
    );
  return {
    notes,
    worse: worse.map(change),
    better: better.map(change),
    appeared: appeared.slice(0, findingLimit).map(finding),
    gone: gone.slice(0, findingLimit).map(finding),
    changed: changed.slice(0, findingLimit).map(({ after }) => finding(after)),
  };
}
