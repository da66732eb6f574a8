// `kexcts vectors …`: known answers.
import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../errors.ts';
import { makeAll, writeAll } from '../vectors/make-all.ts';
import { readLedger, readVectorFiles, vectorsFolder } from '../vectors/read-files.ts';
import { loadSpec } from './run-options.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export interface MakeOptions {
  readonly out?: string;
  readonly spec: string;
}

/** `vectors make`: writes the files anew, with the ids they had. */
export async function makeCommand(options: MakeOptions): Promise<ExitStatus> {
  const spec = loadSpec(options.spec, 'opm-sha512');
  const folder = resolve(options.out ?? vectorsFolder);
  const made = makeAll(spec, readLedger(folder));
  await writeAll(folder, made);
  for (const { name, numberOfTests } of made.files) print(`${String(numberOfTests).padStart(5)}  ${name}`);
  print(`written to ${folder}`);
  return exitStatus.holds;
}

export interface CheckOptions {
  readonly in?: string;
  readonly spec: string;
}

/** `vectors check`: everything that the files say, held against their own bytes. */
export async function checkCommand(options: CheckOptions): Promise<ExitStatus> {
  const { checkFiles } = await import('../vectors/check/check-files.ts');
  const spec = loadSpec(options.spec, 'opm-sha512');
  const folder = resolve(options.in ?? vectorsFolder);
  const files = readVectorFiles(folder);
  const ledger = readLedger(folder);
  const report = await checkFiles({ files, ledger, profiles: spec.profiles, specDir: spec.dir });
  for (const { file, vectors, webcrypto, proof, asn1 } of report.counts) {
    const by = [
      ...(webcrypto > 0 ? [`${webcrypto} by WebCrypto and field by field`] : []),
      ...(proof > 0 ? [`${proof} field by field`] : []),
      ...(asn1 > 0 ? [`${asn1} by ASN.1`] : []),
    ];
    print(`${String(vectors).padStart(5)}  ${file.padEnd(28)} ${by.join(', ')}`);
  }
  for (const { file, tcId, what } of report.problems)
    print(`WRONG  ${file}${tcId === undefined ? '' : ` tcId ${tcId}`}: ${what}`);
  const total = files.reduce((sum, file) => sum + file.numberOfTests, 0);
  const { length } = report.problems;
  print(length === 0 ? `${total} vectors hold` : `${total} vectors, ${length} things wrong`);
  return length === 0 ? exitStatus.holds : exitStatus.doesNotHold;
}
