// The templates of ci/: linted against the schemas that their makers publish, and their script parts executed with the
// built suite. What cannot be executed here (the hosts' own steps) is listed in ci/README.md.
// The linters are those of scripts/install-tools.mjs, else those of the machine; shellcheck is the machine's.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { withTools } from '../install-tools.mjs';
import { root } from '../steps.mjs';

const cli = join(root, 'dist', 'cli.js');
const command = `${process.execPath} ${cli}`;

/** A template, parsed; a key twice or broken YAML is a failure. */
function template(path) {
  const document = parseDocument(readFileSync(join(root, path), 'utf8'), { uniqueKeys: true });
  if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0].message}`);
  return document.toJS();
}

async function lint(test, program, args) {
  const env = withTools('lint');
  const { status, printed } = await test.command(program, args, { env });
  const what = `${program} ${args.join(' ')}`;
  if (String(status).includes('ENOENT')) test.leaveOut(what, 'is not installed');
  else test.verdict(what, status === 0 ? '' : `status ${status}`, printed);
}

async function shellcheck(test, name, shell, script) {
  const path = join(test.scratch, `${name}.sh`);
  writeFileSync(path, script);
  // $KEXCTS_COMMAND is split at blanks on purpose: it may be `npx kexcts`.
  const onPurpose = /(\n|exec )\$KEXCTS_COMMAND /.test(script) ? ['--exclude', 'SC2086'] : [];
  await lint(test, 'shellcheck', ['--shell', shell, '--severity', 'style', ...onPurpose, path]);
}

/** Runs a script part as one test. */
async function execute(test, what, shell, script, folder, environment, expected) {
  mkdirSync(folder, { recursive: true });
  const { PATH, HOME } = process.env;
  const options = { cwd: folder, env: { PATH, HOME, ...environment } };
  await test.check(`${what}: exit status ${expected}`, shell, ['-e', '-c', script], expected, options);
}

/** Notes a test of what a template left behind. */
function expectThat(test, what, holds) {
  test.verdict(what, holds ? '' : 'it is not so');
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

async function github(test, adapter, status, reference) {
  const [run, merge] = ['run', 'merge'].map((name) => template(`ci/github/${name}/action.yml`));
  const folder = join(test.scratch, `github-${status}`);
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
    await execute(test, `github shard ${index}`, 'bash', step.run, folder, environment, 0);
    // The host's steps between: upload and download of the artifact.
    mkdirSync(join(folder, 'kexcts-shards'), { recursive: true });
    renameSync(join(folder, 'kexcts-report'), join(folder, 'kexcts-shards', `kexcts-${index}`));
  }
  const step = scriptStep(merge);
  const environment = { ...environmentOf(step, merge, { command }), ...outputs };
  await execute(test, 'github merge', 'bash', step.run, folder, environment, status);
  expectThat(
    test,
    'github: the merged verdicts are those of the whole',
    verdictsOf(join(folder, 'kexcts-merged')) === reference,
  );
  expectThat(
    test,
    'github: the summary is written',
    readFileSync(outputs.GITHUB_STEP_SUMMARY, 'utf8').includes('kexcts:'),
  );
  expectThat(
    test,
    'github: the status is written',
    /^status=[01]$/m.test(readFileSync(outputs.GITHUB_OUTPUT, 'utf8')),
  );
}

async function gitlab(test, adapter, status, reference) {
  const jobs = template('ci/gitlab/kexcts.gitlab-ci.yml');
  const folder = join(test.scratch, `gitlab-${status}`);
  const total = jobs.kexcts.parallel;
  const given = {
    ...jobs.variables,
    KEXCTS_COMMAND: command,
    KEXCTS_ADAPTER: adapter,
    KEXCTS_LEVEL: 'smoke',
  };
  for (let index = 1; index <= total; index += 1) {
    const environment = { ...given, CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) };
    await execute(test, `gitlab shard ${index}`, 'sh', jobs.kexcts.script.join('\n'), folder, environment, 0);
  }
  await execute(test, 'gitlab merge', 'sh', jobs['kexcts-merge'].script.join('\n'), folder, given, status);
  expectThat(
    test,
    'gitlab: the merged verdicts are those of the whole',
    verdictsOf(join(folder, 'kexcts-merged')) === reference,
  );
  expectThat(
    test,
    'gitlab: the JUnit report is where the job says',
    existsSync(join(folder, jobs['kexcts-merge'].artifacts.reports.junit)),
  );
}

async function kubernetes(test, adapter, status, reference) {
  const folder = join(test.scratch, `kubernetes-${status}`);
  const [job, merge] = ['job', 'merge'].map((name) => template(`ci/kubernetes/kexcts-${name}.yaml`));
  const container = ({ spec }) => spec.template.spec.containers[0];
  const given = (one) => ({
    ...Object.fromEntries(container(one).env.map(({ name, value }) => [name, value])),
    KEXCTS_COMMAND: command,
    KEXCTS_REPORTS: folder,
  });
  const { completions } = job.spec;
  expectThat(
    test,
    'kubernetes: KEXCTS_SHARDS is completions',
    given(job).KEXCTS_SHARDS === String(completions),
  );
  for (let index = 0; index < completions; index += 1) {
    const environment = { ...given(job), KEXCTS_ADAPTER: adapter, KEXCTS_LEVEL: 'smoke' };
    environment.JOB_COMPLETION_INDEX = String(index);
    await execute(test, `kubernetes index ${index}`, 'sh', container(job).args[0], folder, environment, 0);
  }
  await execute(test, 'kubernetes merge', 'sh', container(merge).args[0], folder, given(merge), status);
  expectThat(
    test,
    'kubernetes: the merged verdicts are those of the whole',
    verdictsOf(join(folder, 'merged')) === reference,
  );
}

async function lintAll(test) {
  await lint(test, 'yamllint', ['--strict', '-c', 'ci/yamllint.yaml', 'ci', '.github']);
  const schemas = {
    'vendor.github-actions': ['ci/github/run/action.yml', 'ci/github/merge/action.yml'],
    'vendor.github-workflows': ['ci/github/example-workflow.yml', '.github/workflows/ci.yml'],
    'vendor.gitlab-ci': ['ci/gitlab/kexcts.gitlab-ci.yml'],
  };
  for (const [schema, files] of Object.entries(schemas))
    await lint(test, 'check-jsonschema', ['--builtin-schema', schema, ...files]);
  await lint(test, 'actionlint', ['-no-color', 'ci/github/example-workflow.yml', '.github/workflows/ci.yml']);
  for (const name of ['job', 'merge'])
    await lint(test, 'kubernetes-validate', ['--strict', `ci/kubernetes/kexcts-${name}.yaml`]);
  for (const name of ['run', 'merge']) {
    await shellcheck(
      test,
      `github-${name}`,
      'bash',
      scriptStep(template(`ci/github/${name}/action.yml`)).run,
    );
    const job = template(`ci/kubernetes/kexcts-${name === 'run' ? 'job' : 'merge'}.yaml`);
    await shellcheck(test, `kubernetes-${name}`, 'sh', job.spec.template.spec.containers[0].args[0]);
  }
  const jobs = template('ci/gitlab/kexcts.gitlab-ci.yml');
  for (const name of ['kexcts', 'kexcts-merge'])
    await shellcheck(test, `gitlab-${name}`, 'sh', jobs[name].script.join('\n'));
}

/** @param {import('./part-run.mjs').PartRun} test */
export async function templates(test) {
  if (process.platform === 'win32')
    return test.leaveOut('ci/', 'scripts of the templates are for POSIX shells');
  await lintAll(test);
  // A correct driver for one, and one with a finding for the others: shards pass, the merge fails.
  const reference = async (adapter, name) => {
    const out = join(test.scratch, name);
    await test.command(process.execPath, [
      cli,
      'run',
      '--adapter',
      adapter,
      '--level',
      'smoke',
      '--out',
      out,
    ]);
    return verdictsOf(out);
  };
  const correct = await reference('emulator', 'correct');
  const faulty = await reference('emulator:size-one-above', 'faulty');
  expectThat(test, 'the suite runs', correct !== undefined && faulty !== undefined);
  await github(test, 'emulator', 0, correct);
  await gitlab(test, 'emulator:size-one-above', 1, faulty);
  await kubernetes(test, 'emulator:size-one-above', 1, faulty);
}
