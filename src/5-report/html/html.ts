// The HTML report: one file that works from disk. It fetches nothing, and no text of a run ever becomes markup:
// data is embedded as JSON, drawn by text nodes, and the policy in its head lets only our own script and style run.
import { createHash } from 'node:crypto';
import Builder from 'fast-xml-builder';
import { pageScript, pageStyle } from '../../generated/report-page.js';
import { nameLimit } from '../finding-text.ts';
import type { ReportInput } from '../input.ts';
import { verdictLine } from '../overall.ts';
import { embeddedPieces } from '../../core/safe-json.ts';
import { xmlText } from '../xml-text.ts';
import { buildPageData } from './build-page-data.ts';

/** The text of report.html. */
export function* formatHtml(input: ReportInput): Generator<string> {
  const policy = [
    "default-src 'none'",
    `script-src ${sourceHash(pageScript)}`,
    `style-src ${sourceHash(pageStyle)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n';
  yield `${element('title', `kexcts: ${verdictLine(input)}`)}\n`;
  yield `<style>${pageStyle}</style>\n</head>\n<body>\n`;
  yield `<noscript>${element('p', `kexcts: ${verdictLine(input)}. This page needs JavaScript; report.json beside it has the same facts.`)}</noscript>\n`;
  yield '<script type="application/json" id="data">';
  yield* embeddedPieces(buildPageData(input), 3);
  yield `</script>\n<script>${pageScript}</script>\n</body>\n</html>\n`;
}

const builder = new Builder();

function element(name: string, text: string): string {
  return builder.build({ [name]: xmlText(text, 2 * nameLimit) });
}

/** A hash source of the policy (CSP level 2): base64 of SHA-256 over the text of the element. */
function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
