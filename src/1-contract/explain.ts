// `explain CLAUSE`: a rule in plain words, for a driver engineer who has never seen this suite.
import { SuiteError } from '../core/errors.ts';
import { firstOf, type Evidence } from './doc-markdown.ts';
import { binds } from './evaluate.ts';
import { loadSpec, type Spec } from './load.ts';
import type { Relation, Rule } from './model.ts';
import {
  basisWords,
  citations,
  levelWords,
  needWords,
  orList,
  outcomeLines,
  pointLines,
  type ConditionLine,
} from './words.ts';

const width = 100;

/**
 * A clause in plain text, ended by a line break.
 * @throws SuiteError `SPEC_UNKNOWN_CLAUSE` where there is none of that id (case does not matter), and as loadContract
 */
export function explainClause(specDir: string, id: string, evidence: Evidence = {}): string {
  return explainIn(loadSpec(specDir), id, evidence);
}

/** As {@link explainClause}, of a spec that was loaded before. */
export function explainIn(spec: Spec, id: string, evidence: Evidence = {}): string {
  const { contract } = spec;
  const clause = [...contract.rules, ...contract.relations].find(
    (one) => one.id.toLowerCase() === id.toLowerCase(),
  );
  if (clause === undefined) {
    const alike = similar(
      id,
      [...contract.rules, ...contract.relations].map((one) => one.id),
    );
    const hint =
      alike.length === 0 ? 'Clauses are listed by: kexcts list clauses' : `Is it ${orList(alike)}?`;
    throw new SuiteError('SPEC_UNKNOWN_CLAUSE', `expected the id of a clause, got "${id}"`, hint);
  }
  const parts = 'kind' in clause ? rulePart(spec, clause) : relationPart(spec, clause);
  return `${[...head(clause), ...parts, ...tail(spec, clause, evidence)].join('\n')}\n`;
}

function similar(id: string, ids: readonly string[]): string[] {
  const wanted = id.toUpperCase().replace(/^NCSKE-/, '');
  return ids.filter((one) => one.includes(wanted)).slice(0, 5);
}

function head(clause: Rule | Relation): string[] {
  const { id, level, basis, party, statement } = clause;
  return [
    `${id}   ${level}, ${basis}${party === 'driver' ? '' : `, for the ${party}`}`,
    '',
    ...wrap(statement, '  '),
    '',
    ...section(level, [consequence(clause)]),
  ];
}

function consequence({ level, party, untestable }: Rule | Relation): string {
  if (party !== 'driver')
    return `a duty of the ${party}: the suite fulfils it, and no driver is judged by it`;
  return untestable === undefined
    ? levelWords[level]
    : 'part of the contract; no case of this suite decides it';
}

function rulePart({ contract }: Spec, rule: Rule): string[] {
  const lines = [...section('call', [orList(rule.call)])];
  const when = pointLines(contract, rule.call, rule.when);
  lines.push(...(when.length === 0 ? section('when', ['always']) : conditionSection('when', when)));
  if (rule.given !== undefined)
    lines.push(...conditionSection('and only if', outcomeLines(contract, rule.call, rule.given)));
  const right = outcomeLines(contract, rule.call, rule.allow);
  if (rule.party !== 'driver' || rule.untestable !== undefined) return lines;
  const title = binds(rule.level, 'SHOULD')
    ? 'expected'
    : rule.kind === 'constraint'
      ? 'usual'
      : 'also allowed';
  lines.push(...(right.length === 0 ? section(title, ['any outcome']) : conditionSection(title, right)));
  return [...lines, ...section('how it counts', [kindWords(contract.rules, rule)])];
}

function kindWords(rules: readonly Rule[], rule: Rule): string {
  switch (rule.kind) {
    case 'course':
      return 'This is the normal outcome. Where an error condition applies, such as a wrong size, that replaces it.';
    case 'constraint':
      return rule.level === 'OPEN'
        ? 'A different result is recorded, not judged.'
        : 'It applies in addition to everything else at that point.';
    case 'cause': {
      if (rule.level === 'MAY')
        return 'This result is allowed as well, beside the error condition at that point.';
      const others = rules.filter(
        (one) => one !== rule && one.kind === 'cause' && one.cause === rule.cause && sharesCall(one, rule),
      );
      const same =
        others.length === 0
          ? ''
          : ` ${orList(others.map(({ id, level }) => `${id} (${level})`))} narrows it for the same condition.`;
      return `This is an error condition.${same} If several apply, any of their results is accepted, and no clause is credited.`;
    }
  }
}

function sharesCall(a: Rule, b: Rule): boolean {
  return a.call.some((call) => b.call.includes(call));
}

const relationWords: Readonly<Record<Relation['relation'], string>> = {
  same: 'the same each time',
  distinct: 'different each time',
  serialisable: 'as if one call had come after the other',
};

const withinWords: Readonly<Record<Relation['within'], string>> = {
  run: 'all cases of the run',
  case: 'the calls of one case',
  device: 'the calls on one device',
};

function relationPart({ contract }: Spec, relation: Relation): string[] {
  const when = pointLines(contract, relation.call, relation.when);
  return [
    ...section('call', [orList(relation.call)]),
    ...(when.length === 0 ? section('when', ['always']) : conditionSection('when', when)),
    ...(relation.given === undefined
      ? []
      : conditionSection('and only if', outcomeLines(contract, relation.call, relation.given))),
    ...section('expected', [
      `${relation.observe}: ${relationWords[relation.relation]}, over ${withinWords[relation.within]}`,
    ]),
  ];
}

/** How often it is tried, and a way to see it broken. */
function evidencePart({ id, party, untestable }: Rule | Relation, { cases, faults }: Evidence): string[] {
  if (party !== 'driver' || untestable !== undefined) return [];
  const names = faults?.(id) ?? [];
  const [first] = names;
  return [
    ...(cases === undefined ? [] : section('tested by', [`${cases(id)} cases: kexcts run --clause ${id}`])),
    ...(first === undefined
      ? []
      : section('broken by', [
          `${firstOf(names)}; see it broken: kexcts run --strict --clause ${id} --adapter emulator:${first}`,
        ])),
  ];
}

function tail({ ambiguities, sources }: Spec, clause: Rule | Relation, evidence: Evidence): string[] {
  const unclear = ambiguities.filter(({ id }) => clause.ambiguities?.includes(id));
  const why = [
    `${basisWords[clause.basis]}.${clause.derivation === undefined ? '' : ` ${clause.derivation}`}`,
  ];
  return [
    ...section('why', why),
    ...('restates' in clause ? section('follows from', [orList(clause.restates)]) : []),
    ...section(
      'ambiguity',
      unclear.map(({ id, question, stance }) => `${id}: ${question} ${stance}`),
    ),
    ...section(
      'source',
      citations(clause, sources).map(
        ({ title, location, quote, where }) =>
          `${title}, ${location}${quote === undefined ? '' : `: "${quote}"`} (${where})`,
      ),
    ),
    ...section('needed', clause.needs.map(needWords)),
    ...evidencePart(clause, evidence),
    ...(clause.untestable === undefined ? [] : section('not tested', [clause.untestable])),
    ...section('defined in', [`spec/contract/${clause.at.file}, line ${clause.at.line}`]),
  ];
}

const indent = 17;

/** A heading in the margin, and paragraphs beside it. */
function section(title: string, paragraphs: readonly string[]): string[] {
  const lines = paragraphs.flatMap((paragraph) => wrap(paragraph, ' '.repeat(indent)));
  return lines.map((line, index) => (index === 0 ? `  ${title}`.padEnd(indent) + line.slice(indent) : line));
}

function conditionSection(title: string, lines: readonly ConditionLine[]): string[] {
  const usual = lines.filter((line) => line.usual).map(({ variable, values }) => `${variable} ${values}`);
  const paragraphs = lines
    .filter((line) => !line.usual)
    .map(
      ({ variable, values, statement }) =>
        `${variable}: ${values}${statement === '' ? '' : ` (${statement})`}`,
    );
  if (usual.length > 0)
    paragraphs.push(`${paragraphs.length > 0 ? 'and ' : ''}as usual: ${usual.join(', ')}`);
  return section(title, paragraphs);
}

function wrap(text: string, margin: string): string[] {
  const lines: string[] = [];
  let line = margin;
  for (const word of text.split(/\s+/)) {
    if (line.length > margin.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = margin;
    }
    line += line.length > margin.length ? ` ${word}` : word;
  }
  return [...lines, line];
}
