// How the spaces of points and outcomes of two contracts differ.
import { canonicalJson } from '../../core/canonical.ts';
import type { Contract, Impossible, OutcomeVariable, PointVariable } from '../model.ts';

type Variable = PointVariable | OutcomeVariable;

/** Sentences on variables, values, bounds and impossible rows that came, went or changed. */
export function changedSpace(before: Contract, after: Contract): string[] {
  return [
    ...changedVariables('variable', before.points, after.points),
    ...changedVariables('outcome', before.outcomes, after.outcomes),
    ...changedImpossible(before.impossible, after.impossible),
  ];
}

function changedVariables(kind: string, before: readonly Variable[], after: readonly Variable[]): string[] {
  const old = new Map(before.map((one) => [one.name, one]));
  const now = new Map(after.map((one) => [one.name, one]));
  const lines: string[] = [];
  for (const [name, variable] of now) {
    const was = old.get(name);
    if (was === undefined) lines.push(`${kind} ${name} came`);
    else lines.push(...changedVariable(`${kind} ${name}`, was, variable));
  }
  for (const name of old.keys()) if (!now.has(name)) lines.push(`${kind} ${name} went`);
  return lines;
}

function changedVariable(name: string, before: Variable, after: Variable): string[] {
  const lines = [
    ...added(before.values, after.values).map((value) => `${name}: value ${value} came`),
    ...added(after.values, before.values).map((value) => `${name}: value ${value} went`),
    ...added(before.calls, after.calls).map((call) => `${name}: now of ${call} too`),
    ...added(after.calls, before.calls).map((call) => `${name}: no longer of ${call}`),
  ];
  for (const member of ['bound', 'exact', 'normal', 'role', 'type'] as const) {
    const was = valueOf(before, member);
    const is = valueOf(after, member);
    if (was !== is) lines.push(`${name}: ${member} was ${was}, is ${is}`);
  }
  return lines;
}

function valueOf(variable: Variable, member: string): string {
  const members: Readonly<Record<string, unknown>> = { ...variable };
  const value = members[member];
  return value === undefined ? 'none' : canonicalJson(value).replaceAll('"', '');
}

function changedImpossible(before: readonly Impossible[], after: readonly Impossible[]): string[] {
  const text = ({ call, when }: Impossible): string => canonicalJson({ call, when });
  const old = new Map(before.map((row) => [text(row), row]));
  const now = new Map(after.map((row) => [text(row), row]));
  return [
    ...[...now].filter(([key]) => !old.has(key)).map(([, { why }]) => `points are impossible now: ${why}`),
    ...[...old]
      .filter(([key]) => !now.has(key))
      .map(([, { why }]) => `points are possible now that were not: ${why}`),
  ];
}

function added(before: readonly string[], after: readonly string[]): string[] {
  return after.filter((value) => !before.includes(value));
}
