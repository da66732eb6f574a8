// spec/faults.json: the faulty variants of the emulator, and what is known of each.
import { SuiteError } from '../core/errors.ts';
import { readSpecFile } from '../1-contract/spec-file.ts';
import type { Contract, Level } from '../1-contract/model.ts';
import { faults } from '../generated/faults.js';
import type { FaultFamily } from '../emulator/faults/faults.ts';
import { globTest } from '../2-plan/clause-glob.ts';

/** Where a fault was seen. */
export interface Origin {
  readonly kind: 'bug' | 'cve' | 'paper' | 'document' | 'implementation';
  readonly reference: string;
}

export interface FaultEntry {
  readonly name: string;
  readonly family: FaultFamily;
  readonly statement: string;
  readonly origin?: readonly Origin[];
  /** Clauses that it breaks; at most four, those that the fewest faults break first. */
  readonly clauses: readonly string[];
}

export interface FaultCatalogue {
  readonly faults: readonly FaultEntry[];
  /** MUST and SHOULD clauses that kill no fault alone, each with the reason. */
  readonly shared: readonly { readonly clause: string; readonly why: string }[];
}

/** Reads `faults.json` of a spec folder. @throws SuiteError `SPEC_…` */
export function loadFaults(specDir: string): FaultCatalogue {
  return readSpecFile<FaultCatalogue>(specDir, 'faults.json', { faults }).data;
}

/**
 * What spec/ describes is there to be run: the files of spec/ are read as they are, the code as it was built.
 * @throws SuiteError `SPEC_WITHOUT_CODE`
 */
export function requireCode(
  file: string,
  entries: readonly { readonly name: string }[],
  known: readonly string[],
): void {
  const missing = entries.map(({ name }) => name).filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  throw new SuiteError(
    'SPEC_WITHOUT_CODE',
    `expected code for every entry of ${file}, found none for ${missing.join(', ')}`,
    'build again (npm run build), or run from the sources (npm run dev -- …); new entries need code in src/emulator/',
  );
}

/** Whether one of some globs, separated by commas, covers a name. */
export function globsTest(globs: string): (name: string) => boolean {
  const tests = globs.split(',').map((glob) => globTest(glob.trim()));
  return (name) => tests.some((test) => test(name));
}

/** Faults whose name or family one of some globs covers. @throws SuiteError `FAULT_UNKNOWN` where it covers none */
export function selectFaults(catalogue: FaultCatalogue, glob: string): FaultEntry[] {
  const covers = globsTest(glob);
  const chosen = catalogue.faults.filter((fault) => covers(fault.name) || covers(fault.family));
  if (chosen.length > 0) return chosen;
  throw new SuiteError(
    'FAULT_UNKNOWN',
    `expected the name or family of a fault, or a glob, got "${glob}"`,
    'see `kexcts list faults`',
  );
}

/** The level of a clause; undefined where the contract has none of that id. */
export function levelOf(contract: Contract, id: string): Level | undefined {
  return [...contract.rules, ...contract.relations].find((rule) => rule.id === id)?.level;
}

/** Whether a fault breaks a MUST, and so is to be found out without --strict. */
export function breaksMust(contract: Contract, fault: FaultEntry): boolean {
  return fault.clauses.some((id) => levelOf(contract, id) === 'MUST');
}
