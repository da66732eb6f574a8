// Sends a few cases to an implementation that has seen nothing before.
import type { Profile } from '../contract/model.ts';
import { reasonOf, SuiteError } from '../errors.ts';
import { Bench, type BenchSettings } from '../observe/bench.ts';
import type { Observation } from '../observe/observation.ts';
import { sendCase } from '../observe/send-case.ts';
import type { Survey } from '../observe/survey.ts';
import { takeSurvey } from '../observe/take-survey.ts';
import type { Adapter } from '../protocol/adapter.ts';
import type { Case } from '../recipe/case.ts';

/**
 * What comes of the last case behind the others; undefined where one of those ended the implementation.
 * @param surveyed asks it the survey's questions before, as the first implementation of a run was asked.
 * @throws SuiteError where the implementation does not start.
 */
export async function sendFresh(
  { adapter, profiles }: { readonly adapter: Adapter; readonly profiles: readonly Profile[] },
  settings: BenchSettings,
  survey: Survey,
  cases: readonly Case[],
  surveyed: boolean,
): Promise<Observation | undefined> {
  const bench = await Bench.open(adapter, settings);
  try {
    if (surveyed) await takeSurvey(bench, adapter.kind, profiles);
    let last: Observation | undefined;
    for (const [index, planned] of cases.entries()) {
      const { observation, alive } = await sendCase(bench, survey, planned);
      if (!alive && index < cases.length - 1) return undefined;
      last = observation;
    }
    return last;
  } catch (error) {
    if (error instanceof SuiteError) throw error;
    const id = cases.at(-1)?.id;
    return id === undefined
      ? undefined
      : { case: id, error: { code: 'OBSERVER', message: reasonOf(error) }, passes: [] };
  } finally {
    await bench.close();
  }
}
