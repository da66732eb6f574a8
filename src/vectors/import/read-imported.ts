// Reading files of vectors that others made, each in its own format.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { reasonOf, SuiteError } from '../../core/errors.ts';
import type { ImportedVector } from './imported.ts';
import { isRsaLaboratories, readRsaLaboratories } from './rsa-laboratories.ts';
import { isWycheproof, readWycheproof } from './wycheproof.ts';

/** The vectors of a file. @throws SuiteError `IMPORT_FILE` */
export function readImported(path: string): ImportedVector[] {
  const bad = (what: string): SuiteError =>
    new SuiteError(
      'IMPORT_FILE',
      `expected vectors of RSAES-OAEP in ${path}; ${what}`,
      "give a file of Wycheproof's RSAES-OAEP decryption, or of RSA Laboratories' text format",
    );
  try {
    const text = readFileSync(path, 'utf8');
    const name = basename(path);
    if (isRsaLaboratories(text)) return readRsaLaboratories(name, text);
    const data: unknown = JSON.parse(text);
    if (isWycheproof(data)) return readWycheproof(name, data);
    throw bad('it has neither of the two formats');
  } catch (error) {
    throw error instanceof SuiteError ? error : bad(reasonOf(error));
  }
}
