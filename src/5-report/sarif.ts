// SARIF 2.1.0, for code scanning: each finding points at its clause's line in spec/contract/.
import type {
  Invocation,
  Location,
  Log,
  Message,
  Notification,
  ReportingDescriptor,
  Result,
  Run,
  ToolComponent,
} from 'sarif';
import type { CaseVerdict, ClauseSummary } from '../4-judge/verdict.ts';
import { clauseFile, clausesById, type Clause } from '../4-judge/clause-group.ts';
import { clausesAtIssue, fourParts, nameLimit, oneLine, partEntries, partLimit } from './finding-text.ts';
import type { ReportInput } from './input.ts';
import { verdictLine } from './overall.ts';
import { plainText } from '../core/plain-text.ts';
import { describe } from './run-facts.ts';
import { safeJson } from '../core/safe-json.ts';
import { isFinding } from '../4-judge/standing.ts';

/** Code scanning refuses a run with more results than this. */
const resultLimit = 25_000;

/** The text of kexcts.sarif. */
export function* formatSarif(input: ReportInput): Generator<string> {
  const { report } = input;
  const clauses = clausesById(input.contract);
  const rules = report.clauses.map((summary) => ruleOf(summary, clauses.get(summary.id), input));
  const ruleIndex = new Map(rules.map((rule, index) => [rule.id, index]));
  const leftOut = { results: 0 };
  const results = limited(resultsOf(input, clauses, ruleIndex), leftOut);
  const tool: { driver: ToolComponent } = {
    driver: {
      name: 'kexcts',
      version: describe(report.suite.version),
      fullName: 'Conformance test suite for NegotiateCryptoSessionKeyExchange',
      rules,
    },
  };
  // Without the driver's version, so that a new driver's findings follow up those of the old one.
  const parts = [report.driver['name'], report.profile, report.dialect].map((part) =>
    describe(part).replaceAll('/', '-'),
  );
  const automation = `kexcts/${parts.join('/')}/`;
  const head: Partial<Run> = {
    tool,
    automationDetails: { id: plainText(automation, nameLimit) },
    columnKind: 'utf16CodeUnits',
    properties: {
      verdict: verdictLine(input),
      profile: report.profile,
      contract: report.suite.contract,
      complete: report.complete,
    },
  };
  const log: Pick<Log, '$schema' | 'version'> = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
  };
  yield `${safeJson(log).slice(0, -1)},"runs":[\n${safeJson(head).slice(0, -1)},\n"results":[`;
  let separator = '\n';
  for (const result of results) {
    yield separator + safeJson(result);
    separator = ',\n';
  }
  // Behind the results, since it says how many of them had no room.
  yield `\n],"invocations":[${safeJson(invocationOf(input, leftOut.results))}]}]}\n`;
}

function* limited(results: Iterable<Result>, leftOut: { results: number }): Generator<Result> {
  let number = 0;
  for (const result of results) {
    number += 1;
    if (number <= resultLimit) yield result;
    else leftOut.results += 1;
  }
}

/** Driver-chosen words in a message: neither a placeholder nor a link (SARIF 2.1.0, 3.11.5 and 3.11.6). */
function message(text: string): { text: string } {
  return {
    text: plainText(text, 4 * partLimit)
      .replaceAll('{', '{{')
      .replaceAll('}', '}}')
      .replaceAll('](', '] ('),
  };
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function ruleOf(summary: ClauseSummary, clause: Clause | undefined, input: ReportInput): ReportingDescriptor {
  const level = summary.level === 'MUST' ? 'error' : summary.level === 'SHOULD' ? 'warning' : 'note';
  const statement = clause?.statement ?? summary.id;
  const sources = (clause?.source ?? []).map((source) => {
    const quote = input.quotes?.get(source);
    return quote === undefined
      ? source
      : [quote.title, quote.where].filter((part) => part !== undefined).join(', ');
  });
  const url = (clause?.source ?? [])
    .map((source) => input.quotes?.get(source)?.url)
    .find((found) => found !== undefined);
  const sentences = [statement, clause?.derivation].filter((part) => part !== undefined).map(sentence);
  const help = [...sentences, ...sources.map((source) => sentence(`Source: ${source}`))];
  return {
    id: summary.id,
    shortDescription: message(statement),
    fullDescription: message(sentences.join(' ')),
    help: message(help.join(' ')),
    ...(url === undefined ? {} : { helpUri: url }),
    defaultConfiguration: { level },
    properties: { level: summary.level, basis: summary.basis, tags: [summary.level, summary.basis] },
  };
}

function* resultsOf(
  input: ReportInput,
  clauses: ReadonlyMap<string, Clause>,
  ruleIndex: ReadonlyMap<string, number>,
): Generator<Result> {
  for (const verdict of input.verdicts) {
    // An error is ours or the adapter's: it is reported among the invocation's notifications.
    if (!isFinding(verdict.verdict) || verdict.verdict === 'error') continue;
    for (const id of clausesAtIssue(verdict)) {
      const index = ruleIndex.get(id);
      yield {
        ruleId: id,
        ...(index === undefined ? {} : { ruleIndex: index }),
        kind: 'fail',
        level: verdict.verdict === 'warn' || verdict.verdict === 'flaky' ? 'warning' : 'error',
        message: findingMessage(verdict),
        locations: locationsOf(clauses.get(id), verdict),
        partialFingerprints: { 'kexctsCase/v1': `${verdict.case}/${id}` },
        ...(verdict.baseline === undefined
          ? {}
          : {
              suppressions: [
                {
                  kind: 'external',
                  status: 'accepted',
                  justification: plainText(verdict.baseline, nameLimit),
                },
              ],
            }),
        properties: {
          case: verdict.case,
          verdict: verdict.verdict,
          kind: verdict.kind,
          property: plainText(verdict.property, nameLimit),
        },
      };
    }
  }
}

function findingMessage(verdict: CaseVerdict): Message {
  const parts = partEntries(fourParts(verdict)).map(([name, part]) => `${name}: ${oneLine(part)}`);
  return message(`${verdict.verdict}: ${verdict.title} — ${parts.join(' — ')}`);
}

function locationsOf(clause: Clause | undefined, verdict: CaseVerdict): Location[] {
  const logicalLocations = [
    { name: plainText(verdict.property, nameLimit), fullyQualifiedName: verdict.case, kind: 'member' },
  ];
  if (clause === undefined) return [{ logicalLocations }];
  return [
    {
      physicalLocation: {
        artifactLocation: { uri: encodeURI(clauseFile(clause)), uriBaseId: '%SRCROOT%' },
        region: { startLine: clause.at.line },
      },
      logicalLocations,
    },
  ];
}

function invocationOf({ report }: ReportInput, leftOut: number): Invocation {
  const notifications = report.findings
    .filter((finding) => finding.verdict === 'error')
    .slice(0, resultLimit)
    .map((finding): Notification => ({ level: 'error', message: findingMessage(finding) }));
  if (leftOut > 0) {
    const text = `${leftOut} results beyond the first ${resultLimit} are left out here; report.json has them all`;
    notifications.push({ level: 'warning', message: { text } });
  }
  return {
    executionSuccessful: report.summary.verdict !== 'incomplete',
    ...(report.timeStarted === undefined ? {} : { startTimeUtc: report.timeStarted }),
    ...(report.timeEnded === undefined ? {} : { endTimeUtc: report.timeEnded }),
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  };
}
