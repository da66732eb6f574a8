// The kill matrix for a terminal: a line for each fault, what clauses are needed for, and what naive sets would find.
import { labelled, pad, padStart, widest } from '../5-report/text-table.ts';
import type { Matrix, MatrixRow } from './matrix.ts';

/** Clauses named in a fault's line; the report has all. */
const shownClauses = 3;

/** The matrix as lines of text, at most `columns` wide where names allow it. */
export function matrixText(matrix: Matrix, columns: number): string {
  return [
    ...heading(matrix),
    '',
    ...faultLines(matrix),
    '',
    ...(matrix.untilFound ? [] : clauseLines(matrix, columns)),
    ...naiveLines(matrix),
    ...alikeLines(matrix, columns),
    '',
    ...conclusion(matrix, columns),
    '',
  ].join('\n');
}

function heading({ level, seed, profile, strict, untilFound, summary }: Matrix): string[] {
  const how = `${strict ? 'with' : 'without'} --strict${untilFound ? ', each up to the case that finds it' : ''}`;
  return [`${summary.faults} faults, level ${level}, seed ${seed}, profile ${profile}, ${how}`];
}

function faultLines({ rows }: Matrix): string[] {
  const nameWidth = widest(rows.map((row) => row.name));
  const lines: string[] = [];
  let family = '';
  for (const row of rows) {
    if (row.family !== family) lines.push((family = row.family));
    lines.push(`  ${pad(row.name, nameWidth)}  ${foundBy(row)}`);
  }
  return lines;
}

function foundBy(row: MatrixRow): string {
  const { strict, must, clauses } = row.examined;
  if (row.survives) return `SURVIVES${strict === undefined ? '' : ' without --strict'}  (${row.cases} cases)`;
  const kill = must ?? strict;
  if (kill === undefined) return '';
  const named = kill.clauses.slice(0, shownClauses).join(' ');
  const more = clauses.length - Math.min(shownClauses, kill.clauses.length);
  const level = must === undefined ? 'SHOULD' : 'MUST  ';
  return `${level} ${padStart(String(kill.place), 5)}  ${kill.case}  ${named}${more > 0 ? ` +${more}` : ''}`;
}

function clauseLines({ clauses, summary }: Matrix, columns: number): string[] {
  const needed = clauses.filter((row) => row.alone.length > 0);
  const lines = [
    `${needed.length} of ${clauses.length} MUST and SHOULD clauses find a fault that no other of their level finds`,
  ];
  for (const row of clauses) {
    if (row.alone.length > 0) continue;
    const why = row.why ?? `finds ${row.kills} faults, none of them alone`;
    const mark = summary.unexplained.includes(row.id) ? 'unexplained: ' : '';
    lines.push(...labelled(row.id, `${mark}${why}`, { indent: 2, labelWidth: 14, columns }));
  }
  return lines;
}

function naiveLines({ naive, summary }: Matrix): string[] {
  if (naive.length === 0) return [];
  const share = (kills: number): string =>
    padStart(`${summary.faults === 0 ? 0 : Math.round((100 * kills) / summary.faults)} %`, 5);
  return [
    '',
    'found by, of all faults, with --strict',
    ...naive.map((row) => `  ${padStart(String(row.kills), 4)} ${share(row.kills)}  ${row.statement}`),
    `  ${padStart(String(summary.killed), 4)} ${share(summary.killed)}  this plan`,
  ];
}

function alikeLines({ alike }: Matrix, columns: number): string[] {
  if (alike.length === 0) return [];
  return [
    '',
    'faults that this plan does not distinguish',
    ...alike.flatMap((names) => labelled('·', names.join(', '), { indent: 2, labelWidth: 1, columns })),
  ];
}

function conclusion({ summary, timeSeconds }: Matrix, columns: number): string[] {
  const { faults, killed, killedWithoutStrict, survivors, lucky, medianPlace, lastPlace } = summary;
  const time = timeSeconds === undefined ? '' : `, ${timeSeconds.toFixed(1)} s`;
  const lines = [
    `killed ${killed} of ${faults} with --strict, ${killedWithoutStrict} without; ` +
      `found after ${medianPlace} cases (median), ${lastPlace} at most${time}`,
  ];
  lines.push(
    lucky.length === 0
      ? 'every one of them is found by cases that are the same with every seed'
      : `found by cases drawn from the seed alone: ${lucky.join(', ')}`,
  );
  if (survivors.length > 0) {
    lines.push(...labelled('survivors', survivors.join(', '), { indent: 0, labelWidth: 9, columns }));
  }
  return lines;
}
