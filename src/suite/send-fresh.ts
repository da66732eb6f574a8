// Sends a few cases to an implementation that has seen nothing before.
import type { Profile } from '../1-contract/model.ts';
import { reasonOf, SuiteError } from '../core/errors.ts';
import { DriverSession, type DriverSessionSettings } from '../steps/driver/driver-session.ts';
import type { Observation } from '../steps/observation.ts';
import { sendCase } from '../3-observe/send-case.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import type { Adapter } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';

/**
 * What comes of the last case behind the others; undefined where one of those ended the implementation.
 * @param surveyed asks it the survey's questions before, as the first implementation of a run was asked.
 * @throws SuiteError where the implementation does not start.
 */
export async function sendFresh(
  { adapter, profiles }: { readonly adapter: Adapter; readonly profiles: readonly Profile[] },
  settings: DriverSessionSettings,
  survey: Survey,
  cases: readonly Case[],
  surveyed: boolean,
): Promise<Observation | undefined> {
  const driver = await DriverSession.open(adapter, settings);
  try {
    if (surveyed) await takeSurvey(driver, adapter.kind, profiles);
    let last: Observation | undefined;
    for (const [index, planned] of cases.entries()) {
      const { observation, alive } = await sendCase(driver, survey, planned);
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
    await driver.close();
  }
}
