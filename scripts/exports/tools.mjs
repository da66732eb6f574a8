// What exported programs are built and looked at with, and no system package has: a Python environment of its own, and
// google-java-format. They lie in build/tools; nothing is asked of the network where they are there already.
//   node scripts/exports/tools.mjs
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, root } from '../steps.mjs';

const folder = join(root, 'build', 'tools');
const python = join(folder, 'python');
const onWindows = process.platform === 'win32';
const programs = join(python, onWindows ? 'Scripts' : 'bin');
const requirements = join(root, 'scripts', 'exports', 'requirements.txt');
const javaFormat = {
  group: 'com.google.googlejavaformat',
  artifact: 'google-java-format',
  version: '1.28.0',
};

/** The program that formats Java, as a file; there only after an installation. */
export const javaFormatter = join(folder, `${javaFormat.artifact}-${javaFormat.version}-all-deps.jar`);

/** The environment in which the tools that were installed here come first. */
export function withTools(environment = process.env) {
  return { ...environment, PATH: [programs, environment.PATH ?? ''].join(delimiter) };
}

function installPython() {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const stamp = join(python, '.requirements');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(python, { recursive: true, force: true });
  must(onWindows ? 'python' : 'python3', ['-m', 'venv', python]);
  const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements];
  must(join(programs, onWindows ? 'python.exe' : 'python'), pip);
  writeFileSync(stamp, wanted);
}

function installJavaFormatter() {
  if (existsSync(javaFormatter)) return;
  const { group, artifact, version } = javaFormat;
  must('mvn', [
    '-q',
    '-B',
    'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
    `-Dartifact=${group}:${artifact}:${version}:jar:all-deps`,
    `-DoutputDirectory=${folder}`,
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPython();
  installJavaFormatter();
}
