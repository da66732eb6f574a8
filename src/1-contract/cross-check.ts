// What the schemas cannot say of the contract's files: that every name in them stands for something.
import { methods } from '../core/protocol/methods.ts';
import { parseStatus } from '../core/windows/hresult.ts';
import type {
  Ambiguity,
  Condition,
  Contract,
  OutcomeVariable,
  PointVariable,
  Relation,
  Rule,
  Source,
} from './model.ts';

/** Something wrong in a file of the contract. */
export interface SpecProblem {
  /** Stable, e.g. `SPEC_UNKNOWN_VALUE`. */
  readonly code: string;
  /** Names the rule, what was expected and what came. */
  readonly message: string;
  readonly at: { readonly file: string; readonly line: number };
}

const callNames = new Set(Object.keys(methods));

interface Row {
  readonly id: string;
  readonly call: readonly string[];
  readonly at: { readonly file: string; readonly line: number };
}

/** All problems of a contract whose files fit their schemas, in the order of the files. */
export function crossCheck(
  contract: Pick<Contract, 'points' | 'outcomes' | 'impossible' | 'rules' | 'relations'>,
  ambiguities: readonly Ambiguity[],
  sources: readonly Source[],
): SpecProblem[] {
  const problems: SpecProblem[] = [];
  const names = new Names(contract.points, contract.outcomes, sources, problems);
  const variablesFile = { file: 'variables.json', line: 1 };
  for (const variable of contract.points) names.pointVariable(variable, variablesFile);
  for (const variable of contract.outcomes)
    names.calls({ id: variable.name, call: variable.calls, at: variablesFile }, true);
  for (const [index, row] of contract.impossible.entries()) {
    const named = { id: `impossible[${index}]`, call: row.call, at: variablesFile };
    names.calls(named, true);
    names.points(named, 'when', row.when);
  }
  const ids = new Map<string, Row>();
  const ambiguityIds = new Set(ambiguities.map(({ id }) => id));
  for (const row of [...contract.rules, ...contract.relations]) {
    const other = ids.get(row.id);
    if (other !== undefined) {
      const message = `${row.id} appears twice: here, and in ${other.at.file}:${other.at.line}`;
      problems.push({ code: 'SPEC_DUPLICATE_ID', message, at: row.at });
    }
    ids.set(row.id, row);
    names.row(row);
    for (const id of row.ambiguities ?? []) {
      if (!ambiguityIds.has(id))
        problems.push({
          code: 'SPEC_UNKNOWN_AMBIGUITY',
          message: `${row.id} names ${id}, which is not in ambiguities.json`,
          at: row.at,
        });
    }
  }
  const refer = (from: string, to: string, at: Row['at']): void => {
    if (!ids.has(to))
      problems.push({
        code: 'SPEC_UNKNOWN_RULE',
        message: `${from} names ${to}, and there is no such rule`,
        at,
      });
  };
  for (const rule of contract.rules) for (const id of rule.restates ?? []) refer(rule.id, id, rule.at);
  return problems;
}

/** The names that rules may use, and what is said where one is unknown. */
class Names {
  private readonly point: ReadonlyMap<string, PointVariable>;
  private readonly outcome: ReadonlyMap<string, OutcomeVariable>;
  private readonly anchors: ReadonlySet<string>;
  private readonly problems: SpecProblem[];

  constructor(
    points: readonly PointVariable[],
    outcomes: readonly OutcomeVariable[],
    sources: readonly Source[],
    problems: SpecProblem[],
  ) {
    this.point = new Map(points.map((variable) => [variable.name, variable]));
    this.outcome = new Map(outcomes.map((variable) => [variable.name, variable]));
    this.anchors = new Set(
      sources.flatMap(({ id, anchors }) => Object.keys(anchors).map((anchor) => `${id}#${anchor}`)),
    );
    this.problems = problems;
  }

  pointVariable(variable: PointVariable, at: Row['at']): void {
    this.calls({ id: variable.name, call: variable.calls, at }, false);
    const named = [variable.normal, ...Object.keys(variable.exact ?? {})];
    for (const value of named) {
      if (!variable.values.includes(value))
        this.say(
          'SPEC_UNKNOWN_VALUE',
          `${variable.name}: "${value}" is not one of its values ${list(variable.values)}`,
          at,
        );
    }
  }

  row(row: Rule | Relation): void {
    this.calls(row, false);
    this.points(row, 'when', row.when);
    if (row.given !== undefined) this.outcomes(row, 'given', row.given);
    if ('allow' in row) this.outcomes(row, 'allow', row.allow);
    for (const source of row.source) {
      if (!this.anchors.has(source))
        this.say(
          'SPEC_UNKNOWN_SOURCE',
          `${row.id}: "${source}" is no source and anchor of sources.json`,
          row.at,
        );
    }
  }

  calls({ id, call, at }: Row, any: boolean): void {
    for (const name of call) {
      if (!callNames.has(name) && !(any && name === '*'))
        this.say('SPEC_UNKNOWN_CALL', `${id}: "${name}" is no call of the adapter protocol`, at);
    }
  }

  points(row: Row, member: string, condition: Condition): void {
    for (const [name, values] of Object.entries(condition)) {
      const variable = this.point.get(name);
      if (variable === undefined) {
        this.unknownVariable(row, member, name, this.point);
        continue;
      }
      this.belongs(row, member, name, variable.calls);
      for (const value of values)
        if (!variable.values.includes(value)) this.unknownValue(row, member, name, value, variable.values);
    }
  }

  outcomes(row: Row, member: string, condition: Condition): void {
    for (const [name, values] of Object.entries(condition)) {
      const variable = this.outcome.get(name);
      if (variable === undefined) {
        this.unknownVariable(row, member, name, this.outcome);
        continue;
      }
      if (!variable.calls.includes('*')) this.belongs(row, member, name, variable.calls);
      for (const value of values) {
        if (variable.values.includes(value)) continue;
        if (variable.type === 'enumeration') this.unknownValue(row, member, name, value, variable.values);
        else if (parseStatus(value) === undefined) {
          const message = `${row.id}: ${member}.${name}: "${value}" is neither a known code, nor a number 0x…, nor one of ${list(variable.values)}`;
          this.say('SPEC_UNKNOWN_STATUS', message, row.at);
        }
      }
    }
  }

  private unknownVariable(row: Row, member: string, name: string, known: ReadonlyMap<string, unknown>): void {
    this.say(
      'SPEC_UNKNOWN_VARIABLE',
      `${row.id}: ${member}: there is no variable "${name}", only ${list([...known.keys()])}`,
      row.at,
    );
  }

  private unknownValue(
    row: Row,
    member: string,
    name: string,
    value: string,
    known: readonly string[],
  ): void {
    this.say(
      'SPEC_UNKNOWN_VALUE',
      `${row.id}: ${member}.${name}: "${value}" is not one of its values ${list(known)}`,
      row.at,
    );
  }

  private belongs(row: Row, member: string, name: string, calls: readonly string[]): void {
    for (const call of row.call) {
      if (call !== '*' && !calls.includes(call))
        this.say(
          'SPEC_FOREIGN_VARIABLE',
          `${row.id}: ${member}.${name}: ${call} has no such variable`,
          row.at,
        );
    }
  }

  private say(code: string, message: string, at: Row['at']): void {
    this.problems.push({ code, message, at });
  }
}

function list(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}
