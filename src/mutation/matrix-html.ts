// The kill matrix as a page: faults by clauses, without scripts, in one file.
import type { Matrix, MatrixRow } from './matrix.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

const style = `
:root { color-scheme: light dark; }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; max-width: none; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid #8884; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .15rem .4rem; border: 1px solid #8883; text-align: left; white-space: nowrap; }
thead th { position: sticky; top: 0; background: Canvas; z-index: 2; vertical-align: bottom; }
thead th.clause span { writing-mode: vertical-rl; transform: rotate(180deg); }
tbody th { position: sticky; left: 0; background: Canvas; z-index: 1; font-weight: 500; }
td.number { text-align: right; } td.mark { text-align: center; }
td.must { background: #c6282833; } td.should { background: #f9a82533; }
tr.family th { font-weight: 700; } tr.survives th { color: #c62828; }
.why { white-space: normal; max-width: 60rem; }
`;

/** The page. */
export function matrixHtml(matrix: Matrix): string {
  const { summary, level, seed, profile, strict } = matrix;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>kexcts: kill matrix</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Kill matrix: ${summary.faults} faulty implementations</h1>
<p>Level ${html(level)}, seed ${seed}, profile ${html(profile)}, ${strict ? 'with' : 'without'} --strict.
Killed: ${summary.killed} with --strict, ${summary.killedWithoutStrict} without.
Found after ${summary.medianPlace} cases (median), ${summary.lastPlace} at most.
${summary.survivors.length === 0 ? 'No fault survives.' : `Survivors: ${html(summary.survivors.join(', '))}.`}</p>
<p>In the table: <b>M</b>, the clause is broken at MUST; <b>S</b>, at SHOULD; <b>!</b>, the driver crashed at a MUST.</p>
${table(matrix)}
${clauseTable(matrix)}
${naiveTable(matrix)}
${alike(matrix)}
</main>
</body>
</html>
`;
}

function table({ rows, clauses, naive }: Matrix): string {
  const ids = clauses.filter((row) => row.kills > 0).map((row) => row.id);
  const heads = ['fault', 'found by', 'place', 'cases'].map((text) => `<th scope="col">${text}</th>`);
  const sets = naive.map((set) => `<th scope="col">${html(set.name)}</th>`);
  const columns = ids.map((id) => `<th scope="col" class="clause"><span>${html(id)}</span></th>`);
  const width = heads.length + sets.length + columns.length;
  const body: string[] = [];
  let family = '';
  for (const row of rows) {
    if (row.family !== family) {
      family = row.family;
      body.push(`<tr class="family"><th scope="rowgroup" colspan="${width}">${html(family)}</th></tr>`);
    }
    body.push(
      rowHtml(
        row,
        ids,
        naive.map((set) => set.name),
      ),
    );
  }
  return `<div class="scroll" tabindex="0" role="region" aria-label="faults by clauses">
<table>
<thead><tr>${[...heads, ...sets, ...columns].join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table>
</div>`;
}

const marks = { fail: 'M', crash: '!', warn: 'S' } as const;

function rowHtml(row: MatrixRow, ids: readonly string[], sets: readonly string[]): string {
  const { examined, naive } = row;
  const kill = examined.must ?? examined.strict;
  const kills = new Map(examined.clauses.map((one) => [one.clause, one]));
  const origin = row.origin?.map(({ reference }) => reference).join('; ');
  const title = html(origin === undefined ? row.statement : `${row.statement} (${origin})`);
  const cells = [
    `<td title="${html(kill?.title ?? '')}">${html(kill?.clauses[0] ?? '')}</td>`,
    `<td class="number">${kill?.place ?? ''}</td>`,
    `<td class="number">${examined.clauses.reduce((most, one) => Math.max(most, one.cases), 0)}</td>`,
    ...sets.map((set) => `<td class="mark">${naive.includes(set) ? '✓' : ''}</td>`),
    ...ids.map((id) => {
      const one = kills.get(id);
      if (one === undefined) return '<td></td>';
      const level = one.verdict === 'warn' ? 'should' : 'must';
      return `<td class="mark ${level}" title="${html(`${id}: case ${one.case}, place ${one.place}, ${one.cases} cases`)}">${marks[one.verdict]}</td>`;
    }),
  ];
  const survives = row.survives ? ' class="survives"' : '';
  return `<tr${survives}><th scope="row" title="${title}">${html(row.name)}</th>${cells.join('')}</tr>`;
}

function clauseTable({ clauses }: Matrix): string {
  const rows = clauses.map(
    ({ id, level, kills, alone, why }) =>
      `<tr><th scope="row">${html(id)}</th><td>${level}</td><td class="number">${kills}</td>` +
      `<td class="why">${html(alone.length > 0 ? alone.join(', ') : (why ?? ''))}</td></tr>`,
  );
  return `<h2>What each clause is needed for</h2>
<table>
<thead><tr><th scope="col">clause</th><th scope="col">level</th><th scope="col">faults</th><th scope="col">found by no other of its level, or why there is none</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function naiveTable({ naive, summary }: Matrix): string {
  if (naive.length === 0) return '';
  const rows = [...naive, { name: '', statement: 'this plan', kills: summary.killed }].map(
    ({ statement, kills }) =>
      `<tr><th scope="row">${html(statement)}</th><td class="number">${kills}</td></tr>`,
  );
  return `<h2>What naive sets find</h2>
<table>
<thead><tr><th scope="col">sent</th><th scope="col">faults found, of ${summary.faults}</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function alike({ alike: groups }: Matrix): string {
  if (groups.length === 0) return '';
  const items = groups.map((names) => `<li>${html(names.join(', '))}</li>`);
  return `<h2>Faults that this plan does not tell apart</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
}
