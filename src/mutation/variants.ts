// spec/variants.json: correct variants of the emulator, and whether any of them fails.
import { readSpecFile } from '../1-contract/spec-file.ts';
import { variants as validator } from '../generated/variants.js';
import { findVariant } from '../emulator/variants/variants.ts';
import { dialects, type Dialect } from '../core/protocol/adapter.ts';
import type { Examined } from './examined.ts';
import type { Placed } from './job-queue.ts';
import type { VariantResult } from './fault-runner.ts';

export interface VariantEntry {
  readonly name: string;
  readonly statement: string;
  /** Open questions that it settles otherwise than the reference. */
  readonly ambiguities?: readonly string[];
  /** Words of the reason for which the suite cannot be applied to it. */
  readonly notApplicable?: string;
}

/** Reads `variants.json` of a spec folder. @throws SuiteError `SPEC_…` */
export function loadVariants(specDir: string): readonly VariantEntry[] {
  const read = readSpecFile<{ readonly variants: readonly VariantEntry[] }>(specDir, 'variants.json', {
    variants: validator,
  });
  return read.data.variants;
}

/** A run of a variant: in each form of the entry point that it has. */
export interface VariantRun extends Placed {
  readonly name: string;
  readonly dialect: Dialect;
}

/** All runs of these variants. They share the reference of their form of the entry point. */
export async function runsOf(entries: readonly VariantEntry[]): Promise<VariantRun[]> {
  const runs: VariantRun[] = [];
  for (const { name } of entries) {
    const { dialects: offered = dialects } = (await findVariant(name))?.settings ?? {};
    for (const dialect of offered) runs.push({ name, dialect, group: dialect });
  }
  return runs;
}

/** Why a variant fails, or the suite; undefined where all is as expected. */
export function failureOf(entry: VariantEntry, { examined, errors }: VariantResult): string | undefined {
  const { notApplicable, strict } = examined;
  if (entry.notApplicable !== undefined) {
    if (notApplicable?.includes(entry.notApplicable) === true) return undefined;
    return `expected "not applicable: …${entry.notApplicable}…", got ${notApplicable ?? 'verdicts'}`;
  }
  if (notApplicable !== undefined) return `not applicable: ${notApplicable}`;
  if (strict !== undefined) return firstFailure(examined);
  return errors === 0 ? undefined : `${errors} cases ended in errors of the suite's own or in time-outs`;
}

function firstFailure({ strict, clauses }: Examined): string {
  const broken = clauses.map(({ clause, cases }) => `${clause} (${cases})`).join(', ');
  return `fails ${broken}; first by case ${strict?.case ?? ''}: ${strict?.title ?? ''}`;
}
