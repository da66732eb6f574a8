// Exports the vectors to one language, builds and runs the program for real, and sees that it names just those vectors that were
// altered.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withTools } from '../../install-tools.mjs';
import { writeAltered } from './altered-vectors.mjs';
import { languages } from './languages.mjs';

/** Of one command, in milliseconds: nothing may hang. */
const timeLimit = 600_000;

function succeeds([program, ...args]) {
  const done = spawnSync(program, args, { stdio: 'ignore', env: withTools('python') });
  return done.error === undefined && done.status === 0;
}

/** Whether a tool is there: one command line, or several of which one must succeed. */
function isThere(tool) {
  return Array.isArray(tool[0]) ? tool.some(succeeds) : succeeds(tool);
}

/**
 * Tests one language, step by step.
 * @param {import('../part-run.mjs').PartRun} test
 */
export async function testLanguage(test, name) {
  const {
    tools,
    needs,
    looks,
    run,
    again = run,
    only,
    disagrees = [],
    decoders,
    failed,
    environment,
    label,
  } = languages[name];
  if (!tools.every(isThere)) return test.leaveOut(`vectors export --language ${name}`, `needs ${needs}`);
  const folder = join(test.scratch, name);
  const options = {
    cwd: folder,
    env: withTools('python', { ...process.env, ...environment }),
    timeout: timeLimit,
  };
  const filter = only === undefined ? [] : ['--profile', only];

  const exported = (what, more) => {
    const args = ['vectors', 'export', '--language', name, '--out', folder, ...filter, ...more];
    return test.node(what, ['dist/cli.js', ...args]);
  };
  /** Runs command lines up to the first that fails. */
  const all = async (commands) => {
    let last;
    for (const [program, ...args] of commands) {
      last = await test.command(program, args, options);
      if (last.status !== 0) break;
    }
    return last;
  };
  /** What failed: `id`, or `id decoder`, sorted. */
  const failuresIn = (printed) => {
    const found = [...printed.matchAll(failed)].map(({ groups: { id, decoder } }) =>
      // Go's tests have names without blanks.
      `${id.replaceAll('_', ' ')} ${decoder ?? ''}`.trimEnd(),
    );
    return [...new Set(found)].sort();
  };
  /** Expects just these vectors to fail, under each decoder. */
  const expectFailures = (what, { status, printed }, ids) => {
    const right = ids.flatMap((id) => decoders.map((decoder) => `${id} ${decoder}`.trimEnd())).sort();
    const seen = failuresIn(printed);
    const wanted = right.join(', ') || 'none';
    const same = JSON.stringify(seen) === JSON.stringify(right);
    const wrong = same ? '' : `expected these to fail: ${wanted}; got ${seen.join(', ') || 'none'}`;
    test.verdict(what, wrong, printed);
    const rightStatus = (status === 0) === (right.length === 0);
    test.verdict(`${what}: exit status`, rightStatus ? '' : String(status), printed);
  };

  if (!(await exported(`${name}: export`, []))) return;
  for (const [program, ...args] of looks) {
    const { status, printed } = await test.command(program, args, options);
    const quiet = status === 0 && printed === '';
    test.verdict(
      [`${name}: ${program}`, ...args].slice(0, 3).join(' '),
      quiet ? '' : `status ${status}`,
      printed,
    );
  }
  expectFailures(`${name}: the vectors as they are`, await all(run), disagrees);
  const alteredFolder = join(test.scratch, 'altered');
  const altered = writeAltered(alteredFolder).filter(({ profile }) => only === undefined || profile === only);
  if (!(await exported(`${name}: export of altered ones`, ['--in', alteredFolder]))) return;
  const done = await all(again);
  expectFailures(
    `${name}: the ${altered.length} that were altered`,
    done,
    altered.map(({ id }) => id),
  );
  for (const { id, comment } of altered)
    test.verdict(
      `${name}: the comment of ${id}`,
      done.printed.includes(comment) ? '' : 'is not printed',
      done.printed,
    );
  if (label !== undefined) test.say(`${name}: ${label}\n`);
}
