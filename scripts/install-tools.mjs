// Installs what tests need and no system package has, to build/tools: what exported programs are built and looked at with, and
// what the templates of ci/ are linted with. Nothing is asked of the network for what is there already.
//   node scripts/install-tools.mjs
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, root } from './steps.mjs';

const folder = join(root, 'build', 'tools');
const onWindows = process.platform === 'win32';
const goPrograms = join(folder, 'go');
const actionlint = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.7';
const javaFormat = {
  group: 'com.google.googlejavaformat',
  artifact: 'google-java-format',
  version: '1.28.0',
};
/** Python environments, and the file that lists what each holds. */
const environments = { python: 'scripts/test/exports/requirements.txt', lint: 'ci/requirements.txt' };

const programsOf = (environment) => join(folder, environment, onWindows ? 'Scripts' : 'bin');

/** The program that formats Java, as a file. */
export const javaFormatter = join(folder, `${javaFormat.artifact}-${javaFormat.version}-all-deps.jar`);

/** The environment in which the tools that are installed here come first: those of `python` or of `lint`. */
export function withTools(environment, variables = process.env) {
  const path = [programsOf(environment), goPrograms, variables.PATH ?? ''].join(delimiter);
  return { ...variables, PATH: path };
}

/** Runs an installation where what it installs is not there yet, as its stamp says. */
function once(stamp, wanted, install) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  install();
  writeFileSync(stamp, wanted);
}

function installPython(environment, requirements) {
  const path = join(folder, environment);
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, requirements)))
    .digest('hex');
  once(join(path, '.requirements'), wanted, () => {
    rmSync(path, { recursive: true, force: true });
    must(onWindows ? 'python' : 'python3', ['-m', 'venv', path]);
    const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements];
    must(join(programsOf(environment), onWindows ? 'python.exe' : 'python'), pip);
  });
}

function installJavaFormatter() {
  if (existsSync(javaFormatter)) return;
  const { group, artifact, version } = javaFormat;
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
  const what = `-Dartifact=${group}:${artifact}:${version}:jar:all-deps`;
  must('mvn', ['-q', '-B', copy, what, `-DoutputDirectory=${folder}`]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(goPrograms, { recursive: true });
  for (const [environment, requirements] of Object.entries(environments))
    installPython(environment, requirements);
  const env = { ...process.env, GOBIN: goPrograms, GOFLAGS: '-mod=mod' };
  once(join(goPrograms, '.actionlint'), actionlint, () => must('go', ['install', actionlint], { env }));
  installJavaFormatter();
}
