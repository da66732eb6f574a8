// Names of the files in the folder of a run.
export const fileNames = {
  plan: 'plan.ndjson',
  observations: 'observations.ndjson',
  verdicts: 'verdicts.ndjson',
  report: 'report.json',
  events: 'events.ndjson',
} as const;
