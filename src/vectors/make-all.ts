// Making all files of the folder vectors/, and writing them whole.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract, Profile } from '../1-contract/model.ts';
import { writeWhole } from '../core/write-whole.ts';
import { tcIdsText, vectorFileText } from './file-text.ts';
import type { VectorFile } from './format.ts';
import { makeCertificateFile, makeFile } from './make-file.ts';
import { ledgerName } from './read-files.ts';
import { vectorSets } from './sets/all.ts';
import { TcIds, type TcIdsFile } from './tc-ids.ts';

/** All files as they are made from the sets, with the ledger as it then is. */
export function makeAll(
  context: { readonly contract: Contract; readonly profiles: readonly Profile[] },
  ledger: TcIdsFile | undefined,
): { readonly files: readonly VectorFile[]; readonly ledger: TcIdsFile } {
  const ids = new TcIds(ledger);
  const files = vectorSets.map((set) => makeFile(set, { ...context, ids }));
  return { files: [...files, makeCertificateFile({ ...context, ids })], ledger: ids.toFile() };
}

/** Writes files and ledger, each whole. @throws SuiteError `REPORT_WRITE` */
export async function writeAll(
  folder: string,
  { files, ledger }: { readonly files: readonly VectorFile[]; readonly ledger: TcIdsFile },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of files) await writeWhole(join(folder, `${file.name}.json`), vectorFileText(file));
  await writeWhole(join(folder, ledgerName), tcIdsText(ledger));
}
