// Whether two reports of one plan have the same verdicts: node scripts/compare-verdicts.mjs FOLDER FOLDER. Compared are
// each case's verdict and those of its clauses. How often allocations were made to fail may differ: it follows from what
// the process had allocated before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [one, other] = process.argv.slice(2).map((folder) =>
  readFileSync(join(folder, 'verdicts.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ case: id, verdict, clauses }) => ({ id, text: JSON.stringify({ id, verdict, clauses }) })),
);
if (one === undefined || other === undefined) {
  process.stderr.write('usage: node scripts/compare-verdicts.mjs FOLDER FOLDER\n');
  process.exit(2);
}
const rows = Math.max(one.length, other.length);
const different = Array.from({ length: rows }, (_, at) => at).filter(
  (at) => one[at]?.text !== other[at]?.text,
);
for (const at of different.slice(0, 10)) {
  process.stdout.write(`${one[at]?.text ?? 'no such case'}\n${other[at]?.text ?? 'no such case'}\n\n`);
}
process.stdout.write(`${rows} cases, ${different.length} with different verdicts\n`);
process.exitCode = different.length === 0 && rows > 0 ? 0 : 1;
