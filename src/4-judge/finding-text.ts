// The four parts of a finding: what was expected and why, what came, what was sent, how to repeat it. Fixed words of ours
// and facts of the driver's answers; names that the driver chose are not in it.
import { covers } from '../1-contract/evaluate.ts';
import type { Contract, Relation, Rule } from '../1-contract/model.ts';
import { describeRecipe } from '../steps/step-kinds.ts';
import type { Case } from '../steps/case.ts';
import { describeStatus, parseStatus } from '../core/windows/hresult.ts';
import type { CaseVerdict, ExpectedOutcome } from './verdict.ts';

const outcomeWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  return: {
    returned: 'the call returns',
    crashed: 'the driver crashed',
    hung: 'the call did not return in time',
  },
  key: {
    same: 'the key in force is the one before',
    sent: 'the key in force is the one sent',
    'sent-at-16': 'the key in force is bytes 16 to 31 of the plaintext',
    xor: 'the key in force is the one before XOR the random number',
    none: 'no key is in force',
    other: 'the key in force is neither the one before nor the one sent',
  },
  others: { same: 'the keys of other objects are as before', changed: "another object's key changed" },
  setError: { none: 'pfnSetErrorCb is not called', called: 'pfnSetErrorCb was called' },
  outside: {
    untouched: 'nothing outside of pData is touched',
    read: 'bytes outside of pData are read',
    written: 'bytes outside of pData are written',
  },
  inside: { same: 'pData is as it was', changed: 'bytes of pData were changed' },
  leak: { none: 'memory does not grow', grows: 'memory held by the driver grows with every call' },
  handles: {
    none: 'no handles are left open',
    grows: 'handles of the operating system that are open grow in number with every call',
  },
  omac: { verifies: "the answer's OMAC verifies", fails: "the answer's OMAC does not verify" },
  sequence: {
    sent: 'the sequence numbers are those sent',
    other: 'the sequence numbers are others than those sent',
  },
  random: {
    'right-size': 'the random number is as long as a key',
    'wrong-size': 'the random number is not as long as a key',
  },
  certificate: {
    'rsa-2048': 'the certificate is read and holds an RSA-2048 key',
    'other-key': 'the certificate is read and holds another key than one of RSA-2048',
    trailing: 'bytes follow the certificates that are read',
    unreadable: 'no certificate can be read',
    empty: 'there are no bytes',
  },
  container: {
    pkcs7: 'the certificates are packed as PKCS #7',
    concatenated: 'the certificates stand one behind the other',
    single: 'there is one certificate alone',
  },
  data: { ours: 'the data comes back as it was', garbled: 'the data came back garbled' },
};

function outcomeValueText(variable: string, value: string): string {
  const known = outcomeWords[variable]?.[value];
  if (known !== undefined) return known;
  if (value === 'failure') return 'a failure code';
  if (value === 'success') return 'a success code';
  const code = parseStatus(value);
  return code === undefined ? `${variable}: ${value}` : describeStatus(code);
}

/** One way out in words. */
export function outcomeText(outcome: ExpectedOutcome): string {
  const parts = Object.entries(outcome).map(([variable, values]) =>
    values.map((value) => outcomeValueText(variable, value)).join(' or '),
  );
  return parts.length === 0 ? 'anything' : parts.join('; ');
}

/** What is worth saying of an outcome: codes always, the rest where it is not as usual. */
function observedText(verdict: CaseVerdict): string {
  const got = verdict.got ?? {};
  const normalValues: Readonly<Record<string, string>> = {
    return: 'returned',
    others: 'same',
    setError: 'none',
    inside: 'same',
    outside: 'untouched',
  };
  const parts = Object.entries(got)
    .filter(([variable, values]) => !values.includes(normalValues[variable] ?? ' '))
    .map(([variable, values]) => values.map((value) => outcomeValueText(variable, value)).join(', '));
  if (verdict.reason !== undefined) parts.push(verdict.reason);
  return parts.length === 0 ? 'nothing remarkable' : parts.join('; ');
}

/** Of what was expected, the part that did not come; all of it where everything did. */
function unmetPart(expected: ExpectedOutcome, got: ExpectedOutcome): ExpectedOutcome {
  const missed = Object.entries(expected).filter(
    ([variable, values]) =>
      got[variable]?.some((value) => values.some((allowed) => covers(allowed, value))) === false,
  );
  return missed.length === 0 ? expected : Object.fromEntries(missed);
}

const clausesByContract = new WeakMap<Contract, Map<string, Rule | Relation>>();

function clauseById(contract: Contract, id: string): Rule | Relation | undefined {
  let byId = clausesByContract.get(contract);
  if (byId === undefined) {
    byId = new Map([...contract.relations, ...contract.rules].map((one) => [one.id, one]));
    clausesByContract.set(contract, byId);
  }
  return byId.get(id);
}

/** What a case sends, a line for each step. */
export function sentText({ recipe }: Case): string {
  return describeRecipe(recipe).join('\n');
}

/**
 * The text of a finding.
 * @param sent its {@link sentText}
 */
export function findingText(
  contract: Contract,
  sent: string,
  verdict: CaseVerdict,
  repeat: string,
): NonNullable<CaseVerdict['text']> {
  const decisive = verdict.clauses.filter((clause) => clause.verdict === verdict.verdict);
  const why = (decisive.length > 0 ? decisive : verdict.clauses).map(({ id }) => {
    const clause = clauseById(contract, id);
    return clause === undefined ? id : `${id} (${clause.level}, ${clause.basis}): ${clause.statement}`;
  });
  const alternatives = [
    ...new Set((verdict.expected ?? []).map((way) => outcomeText(unmetPart(way, verdict.got ?? {})))),
  ];
  const expected = [alternatives.join(' — or — '), ...why].filter((part) => part !== '').join('\n');
  return {
    expected: expected === '' ? 'an answer by the adapter protocol' : expected,
    got: observedText(verdict),
    sent,
    repeat,
  };
}
