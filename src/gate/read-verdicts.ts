// verdicts.ndjson, read line by line.
import { reasonOf, SuiteError } from '../errors.ts';
import { linesOf } from '../files/lines.ts';
import { verdict as validateVerdict } from '../generated/verdict.js';
import type { CaseVerdict } from '../judge/verdict.ts';
import { SharedParts } from '../report/shared-parts.ts';

/** Makes the error of a place in a file and what is wrong there. */
type Fail = (where: string, what: string) => SuiteError;

/** What tells a case from others. */
type Head = Pick<CaseVerdict, 'case' | 'kind' | 'property' | 'title'>;
/** What came of a case. */
type Rest = Omit<CaseVerdict, keyof Head>;

/** Begins what came of a case; inside of a string its quotes would be escaped. */
const restBegins = ',"verdict":"';
/** Texts have the id of their case in them, so that what came of it is like nothing else. */
const textBegins = ',"text":{';

/** Verdicts that lack nothing but a head, or but the rest. */
const anyHead = { case: 'aaaaaaaaaaaaaaaa', kind: 'random', property: '', title: '' };
const anyRest = { verdict: 'skip', clauses: [], steps: [], reason: '' };

/**
 * Reads the verdicts of one run, or of several that are held in memory together. What came of a case came of many others,
 * too: it is parsed, checked and kept once.
 */
export class VerdictReader {
  private readonly shared = new SharedParts();
  private readonly rests = new Map<string, Rest>();

  /** @throws what `fail` makes, where the file cannot be read, a line is no verdict, or the last one is cut off. */
  read(file: string, fail: Fail): CaseVerdict[] {
    const verdicts: CaseVerdict[] = [];
    try {
      for (const { bytes, whole } of linesOf(file)) {
        if (!whole) throw fail(file, 'its last line is cut off');
        const where = `${file}:${verdicts.length + 1}`;
        verdicts.push(this.verdictIn(bytes.toString('utf8'), (what) => fail(where, what)));
      }
    } catch (error) {
      throw error instanceof SuiteError ? error : fail(file, reasonOf(error));
    }
    return verdicts;
  }

  /** A verdict from elsewhere, made of the parts of those that were read. */
  share(verdict: CaseVerdict): CaseVerdict {
    return this.shared.verdict(verdict);
  }

  private verdictIn(line: string, fail: (what: string) => SuiteError): CaseVerdict {
    const cut = line.includes(textBegins) ? -1 : line.indexOf(restBegins);
    const rest = cut < 0 ? undefined : this.restOf(line.slice(cut + 1));
    const head = rest === undefined ? undefined : objectIn(`${line.slice(0, cut)}}`);
    if (rest === undefined || head === undefined) {
      const verdict = parse(line, fail);
      check(verdict, fail);
      return this.shared.verdict(verdict as CaseVerdict);
    }
    check({ ...head, ...anyRest }, fail);
    // Into the object that was parsed: objects that are spread together from several take thrice the memory.
    return Object.assign(head as unknown as Head, rest);
  }

  /** Undefined where the members stand in another order than ours. */
  private restOf(text: string): Rest | undefined {
    const known = this.rests.get(text);
    if (known !== undefined) return known;
    const rest = objectIn(`{${text}`);
    if (rest?.['clauses'] === undefined || rest['steps'] === undefined) return undefined;
    if (!validateVerdict({ ...anyHead, ...rest })) return undefined;
    const shared: Rest = this.shared.verdict(rest as unknown as CaseVerdict);
    this.rests.set(text, shared);
    return shared;
  }
}

function parse(line: string, fail: (what: string) => SuiteError): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw fail(reasonOf(error));
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** Throws what the schema finds wrong. */
function check(verdict: unknown, fail: (what: string) => SuiteError): void {
  if (validateVerdict(verdict)) return;
  const [error] = validateVerdict.errors ?? [];
  throw fail(`${error?.instancePath ?? ''} ${error?.message ?? 'is not what the schema says'}`.trim());
}
