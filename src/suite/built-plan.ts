// Plans that the build left beside the bundle: to read one takes a tenth of the time that making it does. Run from its
// sources, the suite has none.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RecordFile } from '../core/files/record-file.ts';
import { suiteVersion } from '../core/package-root.ts';
import type { PlanContext } from '../2-plan/property.ts';
import type { Case } from '../steps/case.ts';
import { planSchema } from './header.ts';

const defaultFolder = fileURLToPath(new URL('./plans/', import.meta.url));

/** The name of a plan among those of the build: all that it depends on, but for suite and contract, which its header has. */
export function builtPlanName({ level, dialect, seed, profile }: PlanContext): string {
  return `${level}_${dialect}_${seed}_${profile.hash}_${profile.mgfHash}.ndjson`;
}

/**
 * A plan of the built-in properties, where the build left it.
 * @param folder - where the build left its plans
 * @throws SuiteError as {@link RecordFile}, where the file is damaged.
 */
export function builtPlan(
  context: PlanContext,
  folder: string = defaultFolder,
): RecordFile<Case> | undefined {
  const path = join(folder, builtPlanName(context));
  if (!existsSync(path)) return undefined;
  const file = new RecordFile<Case>(path, { schema: planSchema, name: 'id', check: () => undefined });
  const { version, contract } = file.header['suite'] as {
    readonly version: string;
    readonly contract: string;
  };
  return version === suiteVersion && contract === context.contract.hash ? file : undefined;
}

/** All cases of a {@link builtPlan}. */
export function builtCases(
  context: PlanContext,
  folder: string = defaultFolder,
): readonly Case[] | undefined {
  const file = builtPlan(context, folder);
  return file?.names().flatMap((id) => file.get(id) ?? []);
}
