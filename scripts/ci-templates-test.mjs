// The templates of ci/: linted against the schemas that their makers publish, and their script parts executed with the
// built suite. What cannot be executed here (the hosts' own steps) is listed in ci/README.md.
//   node scripts/ci-templates-test.mjs [--cli dist/cli.js]
// The linters are those of scripts/lint-tools.mjs, else those of the machine; shellcheck is the machine's.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { programFolders } from './lint-tools.mjs';
import { root } from './steps.mjs';

const { values } = parseArgs({
  options: {
    cli: { type: 'string', default: join(root, 'dist', 'cli.js') },
  },
});
const command = `${process.execPath} ${resolve(values.cli)}`;
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-ci-'));
const failures = [];
const leftOut = [];

function say(text) {
  process.stdout.write(`ci-templates: ${text}\n`);
}

function check(what, held, details = '') {
  if (held) say(`ok: ${what}`);
  else {
    failures.push(what);
    say(`FAILED: ${what}${details === '' ? '' : `\n${details}`}`);
  }
}

/** A template, parsed; a key twice or broken YAML is a failure. */
function template(path) {
  const document = parseDocument(readFileSync(join(root, path), 'utf8'), { uniqueKeys: true });
  if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0].message}`);
  return document.toJS();
}

function found(program) {
  const own = programFolders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (own !== undefined) return own;
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined ? program : undefined;
}

function lint(program, args) {
  const path = found(program);
  const what = `${program} ${args.join(' ')}`;
  if (path === undefined) {
    if (!leftOut.includes(program)) leftOut.push(program);
    return;
  }
  const done = spawnSync(path, args, { cwd: root, encoding: 'utf8' });
  check(what, done.status === 0, `${done.stdout}${done.stderr}`);
}

function shellcheck(name, shell, script) {
  const path = join(scratch, `${name}.sh`);
  writeFileSync(path, script);
  lint('shellcheck', ['--shell', shell, '--severity', 'style', ...exceptions(script), path]);
}

/** $KEXCTS_COMMAND is split at blanks on purpose: it may be `npx kexcts`. */
function exceptions(script) {
  return script.includes('\n$KEXCTS_COMMAND ') || script.includes('exec $KEXCTS_COMMAND ')
    ? ['--exclude', 'SC2086']
    : [];
}

/** Runs a script part; its exit status. */
function execute(what, shell, script, folder, environment, expected) {
  mkdirSync(folder, { recursive: true });
  const { PATH, HOME } = process.env;
  const done = spawnSync(shell, ['-e', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH, HOME, ...environment },
  });
  const held = done.status === expected;
  check(`${what}: exit status ${expected}`, held, `got ${done.status}\n${done.stdout}${done.stderr}`);
}

function verdictsOf(folder) {
  const path = join(folder, 'verdicts.ndjson');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Inputs of an action as its `env` hands them on; only plain `${{ inputs.… }}` is used there. */
function environmentOf(step, action, given) {
  return Object.fromEntries(
    Object.entries(step.env ?? {}).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, input) => {
        if (!(input in action.inputs)) throw new Error(`the action has no input ${input}`);
        return given[input] ?? action.inputs[input].default ?? '';
      }),
    ]),
  );
}

function scriptStep(action) {
  const steps = action.runs.steps.filter((step) => step.run !== undefined);
  if (steps.length !== 1) throw new Error(`expected one script in ${action.name}`);
  return steps[0];
}

function github(adapter, status, reference) {
  const [run, merge] = ['run', 'merge'].map((name) => template(`ci/github/${name}/action.yml`));
  const folder = join(scratch, `github-${status}`);
  const outputs = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  const { matrix } = template('ci/github/example-workflow.yml').jobs.shard.strategy;
  const total = matrix.shard.length;
  for (let index = 0; index < total; index += 1) {
    const step = scriptStep(run);
    const given = {
      adapter,
      level: 'smoke',
      command,
      'job-index': String(index),
      'job-total': String(total),
    };
    const environment = { ...environmentOf(step, run, given), ...outputs };
    execute(`github shard ${index}`, 'bash', step.run, folder, environment, 0);
    // The host's steps between: upload and download of the artifact.
    mkdirSync(join(folder, 'kexcts-shards'), { recursive: true });
    renameSync(join(folder, 'kexcts-report'), join(folder, 'kexcts-shards', `kexcts-${index}`));
  }
  const step = scriptStep(merge);
  const environment = { ...environmentOf(step, merge, { command }), ...outputs };
  execute('github merge', 'bash', step.run, folder, environment, status);
  check(
    'github: the merged verdicts are those of the whole',
    verdictsOf(join(folder, 'kexcts-merged')) === reference,
  );
  check(
    'github: the summary is written',
    readFileSync(outputs.GITHUB_STEP_SUMMARY, 'utf8').includes('kexcts:'),
  );
  check('github: the status is told', /^status=[01]$/m.test(readFileSync(outputs.GITHUB_OUTPUT, 'utf8')));
}

function gitlab(adapter, status, reference) {
  const jobs = template('ci/gitlab/kexcts.gitlab-ci.yml');
  const folder = join(scratch, `gitlab-${status}`);
  const total = jobs.kexcts.parallel;
  const given = {
    ...jobs.variables,
    KEXCTS_COMMAND: command,
    KEXCTS_ADAPTER: adapter,
    KEXCTS_LEVEL: 'smoke',
  };
  for (let index = 1; index <= total; index += 1) {
    const environment = { ...given, CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) };
    execute(`gitlab shard ${index}`, 'sh', jobs.kexcts.script.join('\n'), folder, environment, 0);
  }
  execute('gitlab merge', 'sh', jobs['kexcts-merge'].script.join('\n'), folder, given, status);
  check(
    'gitlab: the merged verdicts are those of the whole',
    verdictsOf(join(folder, 'kexcts-merged')) === reference,
  );
  check(
    'gitlab: the JUnit report is where the job says',
    existsSync(join(folder, jobs['kexcts-merge'].artifacts.reports.junit)),
  );
}

function kubernetes(adapter, status, reference) {
  const folder = join(scratch, `kubernetes-${status}`);
  const [job, merge] = ['job', 'merge'].map((name) => template(`ci/kubernetes/kexcts-${name}.yaml`));
  const container = ({ spec }) => spec.template.spec.containers[0];
  const given = (one) => ({
    ...Object.fromEntries(container(one).env.map(({ name, value }) => [name, value])),
    KEXCTS_COMMAND: command,
    KEXCTS_REPORTS: folder,
  });
  const { completions } = job.spec;
  check('kubernetes: KEXCTS_SHARDS is completions', given(job).KEXCTS_SHARDS === String(completions));
  for (let index = 0; index < completions; index += 1) {
    const environment = { ...given(job), KEXCTS_ADAPTER: adapter, KEXCTS_LEVEL: 'smoke' };
    environment.JOB_COMPLETION_INDEX = String(index);
    execute(`kubernetes index ${index}`, 'sh', container(job).args[0], folder, environment, 0);
  }
  execute('kubernetes merge', 'sh', container(merge).args[0], folder, given(merge), status);
  check(
    'kubernetes: the merged verdicts are those of the whole',
    verdictsOf(join(folder, 'merged')) === reference,
  );
}

function lintAll() {
  lint('yamllint', ['--strict', '-c', 'ci/yamllint.yaml', 'ci', '.github']);
  const schemas = {
    'vendor.github-actions': ['ci/github/run/action.yml', 'ci/github/merge/action.yml'],
    'vendor.github-workflows': ['ci/github/example-workflow.yml', '.github/workflows/ci.yml'],
    'vendor.gitlab-ci': ['ci/gitlab/kexcts.gitlab-ci.yml'],
  };
  for (const [schema, files] of Object.entries(schemas))
    lint('check-jsonschema', ['--builtin-schema', schema, ...files]);
  lint('actionlint', ['-no-color', 'ci/github/example-workflow.yml', '.github/workflows/ci.yml']);
  for (const name of ['job', 'merge'])
    lint('kubernetes-validate', ['--strict', `ci/kubernetes/kexcts-${name}.yaml`]);
  for (const name of ['run', 'merge']) {
    shellcheck(`github-${name}`, 'bash', scriptStep(template(`ci/github/${name}/action.yml`)).run);
    const job = template(`ci/kubernetes/kexcts-${name === 'run' ? 'job' : 'merge'}.yaml`);
    shellcheck(`kubernetes-${name}`, 'sh', job.spec.template.spec.containers[0].args[0]);
  }
  const jobs = template('ci/gitlab/kexcts.gitlab-ci.yml');
  for (const name of ['kexcts', 'kexcts-merge'])
    shellcheck(`gitlab-${name}`, 'sh', jobs[name].script.join('\n'));
}

try {
  lintAll();
  // A correct driver for one, and one with a finding for the others: shards pass, the merge fails.
  const reference = (adapter, name) => {
    const args = [
      resolve(values.cli),
      'run',
      '--adapter',
      adapter,
      '--level',
      'smoke',
      '--out',
      join(scratch, name),
    ];
    spawnSync(process.execPath, args, { cwd: scratch, stdio: 'ignore' });
    return verdictsOf(join(scratch, name));
  };
  const correct = reference('emulator', 'correct');
  const faulty = reference('emulator:size-one-above', 'faulty');
  check('the suite runs', correct !== undefined && faulty !== undefined);
  github('emulator', 0, correct);
  gitlab('emulator:size-one-above', 1, faulty);
  kubernetes('emulator:size-one-above', 1, faulty);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (leftOut.length > 0) {
  say(`left out, since not installed: ${leftOut.join(', ')}`);
  if (process.env.CI) failures.push('CI is set, so nothing may be left out');
}
say(failures.length === 0 ? 'all hold' : `${failures.length} failed: ${failures.join('; ')}`);
process.exitCode = failures.length === 0 ? 0 : 1;
