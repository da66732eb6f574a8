// What has to stand in a statement in plain words, so that nobody takes it for more than it is.
import type { Predicate } from './predicate.ts';

const defaultProfile = 'opm-sha512';

/** The remarks, the verdict first. */
export function remarksOn(stated: Omit<Predicate, 'remarks'>, undocumentedProfile: boolean): string[] {
  const { counts, driver, profile, level, clause, baseline, plan, keyOracle, blindTo } = stated;
  const named = [driver['name'], driver['version']].filter((one) => typeof one === 'string').join(' ');
  const remarks = [
    stated.verdict === 'conforms'
      ? `The driver ${named} conforms, as far as level ${level} of this suite tests it.`
      : `The driver ${named} does not conform.`,
  ];
  if (profile !== defaultProfile) {
    const support = undocumentedProfile ? ', which no document supports' : '';
    remarks.push(`It was tested with profile ${profile} in place of ${defaultProfile}${support}.`);
  }
  if (clause !== undefined) {
    const run = plan.cases - counts.skip;
    remarks.push(`Only cases that touch the clauses "${clause}" were run: ${run} of ${plan.cases}.`);
  }
  if (baseline !== undefined && baseline.entries.length > 0) {
    const ids = baseline.entries.map((entry) => entry.id).join(', ');
    const cases = stated.findings.filter((one) => one.baseline !== undefined).length;
    remarks.push(`${cases} findings against the driver were accepted by entries of a baseline: ${ids}.`);
  }
  if (counts.flaky > 0) remarks.push(`${counts.flaky} cases failed once and passed when tried again.`);
  if (counts.warn > 0 && !stated.strict) {
    remarks.push(`${counts.warn} cases broke a recommendation (SHOULD), which was not counted.`);
  }
  if (counts.unsupported > 0)
    remarks.push(`${counts.unsupported} cases could not be decided on this driver.`);
  if (keyOracle.length === 0) remarks.push('The key in force could not be seen by any means.');
  if (blindTo.length > 0) {
    remarks.push(`The run would not have caught an implementation that is: ${blindTo.join('; ')}.`);
  }
  if (stated.driverFile === null) {
    remarks.push("No file of the driver was hashed: the driver is known by its adapter's word alone.");
  } else if (stated.driverFile.by === 'adapter') {
    remarks.push("The hash of the driver's file is the adapter's word.");
  }
  return remarks;
}
