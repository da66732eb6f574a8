// The report formats by name (`--report json,junit,…`): their file, and their formatter, loaded when asked for.
import type { Formatter } from './input.ts';

export interface ReportFormat {
  /** Name of the file in the output folder. */
  readonly file: string;
  readonly load: () => Promise<Formatter>;
}

export const formats = {
  json: { file: 'report.json', load: async () => (await import('./json.ts')).formatJson },
  junit: { file: 'junit.xml', load: async () => (await import('./junit.ts')).formatJunit },
  html: { file: 'report.html', load: async () => (await import('./html/html.ts')).formatHtml },
  sarif: { file: 'kexcts.sarif', load: async () => (await import('./sarif.ts')).formatSarif },
  ctrf: { file: 'ctrf.json', load: async () => (await import('./ctrf.ts')).formatCtrf },
  markdown: { file: 'summary.md', load: async () => (await import('./markdown.ts')).formatMarkdown },
  ndjson: { file: 'events.ndjson', load: async () => (await import('./ndjson.ts')).formatNdjson },
} as const satisfies Record<string, ReportFormat>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];

/** Whether `--report` knows a name. */
export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}
