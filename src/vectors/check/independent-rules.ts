// The contract's tables read once more, for checking vectors: which codes are allowed at a point, code by code.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PointVariable } from '../../1-contract/model.ts';

type Condition = Readonly<Record<string, readonly string[]>>;

interface Row {
  readonly id: string;
  readonly call: readonly string[];
  readonly when: Condition;
  readonly given?: Condition;
  readonly kind: string;
  readonly cause?: string;
  readonly allow: Condition;
  readonly level: string;
  readonly party: string;
  readonly untestable?: string;
}

/** Codes beside those that rules name, so that "any other success" and "any other failure" are asked about too. */
const unnamedCodes = { anotherSuccess: 0x00000b0b, anotherFailure: 0x80000b0b };

export class IndependentRules {
  readonly version: string;
  /** The codes that are asked about: all that have a name, and one without a name of each severity. */
  readonly testedCodes: readonly number[];
  private readonly rows: readonly Row[];
  readonly variables: readonly PointVariable[];
  private readonly codes: Readonly<Record<string, number>>;
  private readonly cachedRows = new Map<string, Row[]>();

  /** @param codes values of the codes that rules name */
  constructor(specDir: string, codes: Readonly<Record<string, number>>) {
    const folder = join(specDir, 'contract');
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map(
        (name) =>
          JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
            version?: string;
            rules?: Row[];
            points?: PointVariable[];
          },
      );
    this.rows = files.flatMap((file) => file.rules ?? []);
    this.variables = files.flatMap((file) => file.points ?? []);
    this.version = files.find((file) => file.points !== undefined)?.version ?? '';
    this.codes = codes;
    this.testedCodes = [...new Set([...Object.values(codes), ...Object.values(unnamedCodes)])];
  }

  private normal(call: string): Record<string, string> {
    const own = this.variables.filter((variable) => variable.calls.includes(call));
    return Object.fromEntries(own.map((variable) => [variable.name, variable.normal]));
  }

  /** Variables of a call's point whose values differ from normal. */
  abnormalVariables(call: string, point: Readonly<Record<string, string>>): Record<string, string> {
    const normal = this.normal(call);
    return Object.fromEntries(
      Object.entries(point).filter(([name, value]) => normal[name] !== undefined && normal[name] !== value),
    );
  }

  /** The names of what is wrong at a point: variables of the role `defect` that are away from normal. */
  defectsAt(call: string, point: Readonly<Record<string, string>>): string[] {
    const away = this.abnormalVariables(call, point);
    return this.variables
      .filter((one) => one.role === 'defect' && away[one.name] !== undefined)
      .map((one) => one.name);
  }

  /** Rules for drivers that apply at a point. */
  rowsAt(call: string, point: Readonly<Record<string, string>>): Row[] {
    const name = `${call} ${JSON.stringify(point)}`;
    let rows = this.cachedRows.get(name);
    if (rows === undefined) this.cachedRows.set(name, (rows = this.applying(call, point)));
    return rows;
  }

  private applying(call: string, point: Readonly<Record<string, string>>): Row[] {
    const whole = { ...this.normal(call), ...point };
    return this.rows.filter(
      (row) =>
        row.party === 'driver' &&
        row.untestable === undefined &&
        row.call.includes(call) &&
        Object.entries(row.when).every(([name, values]) => values.includes(whole[name] ?? '')),
    );
  }

  private covers(values: readonly string[], code: number): boolean {
    return values.some((value) =>
      value === 'success'
        ? code < 0x80000000
        : value === 'failure'
          ? code >= 0x80000000
          : this.codes[value] === code,
    );
  }

  private accepts(row: Row, variable: string, code: number): boolean {
    const given = row.given?.[variable];
    if (given !== undefined && !this.covers(given, code)) return true;
    const allowed = row.allow[variable];
    return allowed === undefined || this.covers(allowed, code);
  }

  /** Whether a code is allowed, where nothing but the code is looked at. */
  allows(call: string, point: Readonly<Record<string, string>>, strict: boolean, code: number): boolean {
    const variable = call.startsWith('OPM') ? 'status' : 'hr';
    const rows = this.rowsAt(call, point);
    const binds = ({ level }: Row): boolean => level === 'MUST' || (strict && level === 'SHOULD');
    const fits = (row: Row): boolean => this.accepts(row, variable, code);
    if (!rows.filter((row) => row.kind === 'constraint' && binds(row)).every(fits)) return false;
    const causes = rows.filter((row) => row.kind === 'cause');
    const names = new Set(causes.map((row) => row.cause ?? row.id));
    let obliged = false;
    for (const name of names) {
      const own = causes.filter((row) => (row.cause ?? row.id) === name);
      const binding = own.filter(binds);
      if (binding.length > 0) {
        obliged = true;
        if (binding.every(fits)) return true;
      } else if (own.some(fits)) return true;
    }
    return !obliged && rows.filter((row) => row.kind === 'course' && binds(row)).every(fits);
  }

  /** Codes for which a list of names and groups says something else than the tables do. */
  disagreements(
    call: string,
    point: Readonly<Record<string, string>>,
    strict: boolean,
    listed: readonly string[],
  ): number[] {
    return this.testedCodes.filter(
      (code) => this.allows(call, point, strict, code) !== this.covers(listed, code),
    );
  }
}
