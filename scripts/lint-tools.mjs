// What the templates of ci/ are linted with, and no system package has: a Python environment of its own, and actionlint.
// They lie in build/tools; nothing is asked of the network where they are there already.
//   node scripts/lint-tools.mjs
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, root } from './steps.mjs';

const onWindows = process.platform === 'win32';
const tools = join(root, 'build', 'tools');
const python = join(tools, 'lint');
const requirements = join(root, 'ci', 'requirements.txt');
const actionlint = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.7';

/** Folders in which the programs are looked for before the usual ones. */
export const programFolders = [join(python, onWindows ? 'Scripts' : 'bin'), join(tools, 'go')];

/** Runs an installation where what it installs is not there yet, as its stamp tells. */
function once(stamp, wanted, install) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  install();
  writeFileSync(stamp, wanted);
}

function installPython() {
  rmSync(python, { recursive: true, force: true });
  must(onWindows ? 'python' : 'python3', ['-m', 'venv', python]);
  const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements];
  must(join(programFolders[0], onWindows ? 'python.exe' : 'python'), pip);
}

function installActionlint() {
  mkdirSync(programFolders[1], { recursive: true });
  must('go', ['install', actionlint], {
    env: { ...process.env, GOBIN: programFolders[1], GOFLAGS: '-mod=mod' },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const listed = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  once(join(python, '.requirements'), listed, installPython);
  once(join(programFolders[1], '.actionlint'), actionlint, installActionlint);
}
