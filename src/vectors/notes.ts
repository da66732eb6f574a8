// What the flags of vectors mean: the kind of bug they look for, what comes of it, and where it was described.

/** Kinds of weaknesses that a flag points at. */
export type BugType =
  | 'BASIC'
  | 'FUNCTIONALITY'
  | 'EDGE_CASE'
  | 'MISSING_STEP'
  | 'WRONG_PRIMITIVE'
  | 'CONFIDENTIALITY'
  | 'AUTH_BYPASS'
  | 'MALLEABILITY'
  | 'LEGACY';

/** What a flag means. */
export interface Note {
  readonly bugType: BugType;
  readonly description: string;
  /** What comes of an implementation that gets it wrong. */
  readonly effect?: string;
  readonly links?: readonly string[];
  readonly cves?: readonly string[];
}

const manger = 'https://www.iacr.org/archive/crypto2001/21390229.pdf';
const rfc8017 = 'https://www.rfc-editor.org/rfc/rfc8017';

export const notes = {
  Normal: {
    bugType: 'BASIC',
    description:
      'A block with nothing remarkable about it, pseudorandomly made. Whoever refuses it has other parameters, or another key.',
  },
  KeyContents: {
    bugType: 'EDGE_CASE',
    description:
      'A valid block whose key has a content that code may take for an end of text, for padding, for a separator, or for no key at all.',
    effect: 'Keys are cut, changed or refused, once in a few hundred exchanges.',
  },
  SeedContents: {
    bugType: 'EDGE_CASE',
    description:
      'A valid block with a seed that random numbers never give, and that is as good as any other.',
  },
  RareShape: {
    bugType: 'EDGE_CASE',
    description:
      'A valid block whose ciphertext or encoded message has a shape that few seeds give: leading zeros, a top bit, bytes that look like something else. The seed was searched for.',
    effect:
      'Numbers that lose their leading zeros, or are read with a sign, fail once in 256 exchanges or in every second one.',
    links: [`${rfc8017}#section-4.1`],
  },
  InvalidLeadingByte: {
    bugType: 'CONFIDENTIALITY',
    description:
      'Y, the first byte of the encoded message, is not 00; everything else is right, and the message is a key of 16 bytes.',
    effect:
      'Where this can be told from other errors, a few thousand questions decrypt any block (Manger 2001).',
    links: [manger, `${rfc8017}#section-7.1.2`],
    cves: ['CVE-2020-26939'],
  },
  InvalidLabelHash: {
    bugType: 'MISSING_STEP',
    description:
      'lHash is not the hash of the label; everything else is right, and the message is a key of 16 bytes.',
    effect:
      'A comparison of a part, or of a sum, accepts blocks that nobody made for this use, and helps who varies them.',
    links: [`${rfc8017}#section-7.1.2`],
  },
  InvalidPadding: {
    bugType: 'MISSING_STEP',
    description:
      'A byte of PS is not 00; everything else is right, and the message behind the separator is a key of 16 bytes.',
    effect: 'Blocks can be varied until one is accepted: the encoding proves nothing any more.',
    links: [`${rfc8017}#section-7.1.2`],
  },
  InvalidSeparator: {
    bugType: 'MISSING_STEP',
    description:
      'The byte between PS and the message is not 01; everything else is right, and what follows it is a key of 16 bytes.',
    effect: 'A decoder that takes any byte for the separator, or none, takes other bytes for the key.',
    links: [`${rfc8017}#section-7.1.2`],
  },
  WrongHash: {
    bugType: 'WRONG_PRIMITIVE',
    description:
      'lHash (and MGF1, unless the comment says otherwise) by another hash than the profile has. The block is a right one for those parameters.',
    effect: 'A decoder that tries several hashes accepts what was meant for another use.',
    links: [`${rfc8017}#appendix-A.2.1`],
  },
  WrongMgfHash: {
    bugType: 'WRONG_PRIMITIVE',
    description:
      'lHash by the profile, MGF1 by another hash. Libraries set the two apart, and defaults differ.',
    links: [`${rfc8017}#appendix-B.2.1`],
  },
  ModifiedMgf: {
    bugType: 'WRONG_PRIMITIVE',
    description: 'MGF1 with another counter, or masks used in another way than RFC 8017 has it.',
    links: [`${rfc8017}#appendix-B.2.1`],
  },
  WrongLabel: {
    bugType: 'MISSING_STEP',
    description: 'A right block for a label, where the profile has the empty one.',
    links: [`${rfc8017}#section-7.1`],
  },
  OtherPadding: {
    bugType: 'LEGACY',
    description:
      'The key under PKCS #1 v1.5 padding, or under none. COPP, which is older than OPM and has the same plaintext, encrypts so.',
    effect:
      'A decoder that falls back on the older padding is open to the attacks on it (Bleichenbacher 1998).',
    links: [`${rfc8017}#section-7.2`, 'https://doi.org/10.1007/BFb0055716'],
  },
  ByteOrder: {
    bugType: 'FUNCTIONALITY',
    description:
      'The bytes of a right block in another order: CAPI has ciphertexts little-endian, RFC 8017 and CNG have them big-endian.',
    links: [`${rfc8017}#section-4.1`],
  },
  WrongKey: {
    bugType: 'AUTH_BYPASS',
    description: "A right block under a public key that is not the certificate's.",
  },
  InvalidCiphertext: {
    bugType: 'MISSING_STEP',
    description:
      'Numbers at the edge of the range, which no encoding gives: 0, 1 and n - 1. The first two are their own decryptions.',
    links: [`${rfc8017}#section-7.1.2`],
  },
  CiphertextOutOfRange: {
    bugType: 'MALLEABILITY',
    description:
      'A ciphertext representative at or above the modulus. RSADP is not defined there; reduced by the modulus, c + n decrypts as c does.',
    effect: 'Every block has a second form, so that what was refused once is taken the next time.',
    links: [`${rfc8017}#section-5.1.2`],
  },
  ShortMessage: {
    bugType: 'MISSING_STEP',
    description: 'A right block whose message is shorter than a key.',
    effect: 'What is missing is made up: zeros, or what lay in memory.',
  },
  LongMessage: {
    bugType: 'FUNCTIONALITY',
    description:
      'A right block whose message is longer than a key. Whether it is accepted is open; with which key, if so, is not.',
    effect: 'Both sides believe that they agreed on a key, and have different ones.',
  },
  OpmLayout: {
    bugType: 'FUNCTIONALITY',
    description:
      'A right block with the 40 bytes that OPM has: a decoder shared with OPM may take the key from offset 16.',
  },
  WrongSize: {
    bugType: 'MISSING_STEP',
    description:
      'DataSize is not 256. The bytes are such that a decoder that cuts, completes or overlooks them finds a right block.',
    effect: 'Memory is read beyond the end, or a call succeeds that says nothing of what was sent.',
  },
  ClaimedSize: {
    bugType: 'MISSING_STEP',
    description:
      'DataSize says more than there is, in numbers that become 256 where a variable is cut to fewer bits. Only for callers that can guard the memory behind the bytes.',
    effect: 'Memory that belongs to others is read.',
  },
  GuardedEnd: {
    bugType: 'MISSING_STEP',
    description:
      'The bytes end where accessible memory ends. For callers that cannot guard memory they are bytes like any others.',
    effect: 'Memory that belongs to others is read, and where there is none the process ends.',
  },
  SequenceNumbers: {
    bugType: 'EDGE_CASE',
    description: 'OPM: sequence numbers whose bytes differ, or that are at an end of their range.',
    effect: 'Read in the wrong order or from the wrong place, the first request is refused.',
  },
  RandomNumberMismatch: {
    bugType: 'AUTH_BYPASS',
    description:
      "OPM: the plaintext does not begin with the output's random number. Everything else is right, signing key and sequence numbers included.",
    effect: 'Parameters that were recorded once can be sent again.',
  },
  FieldOrder: {
    bugType: 'FUNCTIONALITY',
    description: 'OPM: the fields of the plaintext in another order.',
  },
  MoreThanFields: {
    bugType: 'FUNCTIONALITY',
    description: 'OPM: bytes behind the four fields, which are to be ignored.',
  },
  TooFewFields: {
    bugType: 'MISSING_STEP',
    description: 'OPM: a plaintext of fewer than 40 bytes.',
    effect: 'Fields are read beyond the end of the plaintext.',
  },
  Container: {
    bugType: 'FUNCTIONALITY',
    description:
      'A chain in one of the containers that drivers use: PKCS #7, certificates one behind the other, or one certificate alone. No document names one.',
  },
  OrderOfCertificates: {
    bugType: 'FUNCTIONALITY',
    description:
      'The certificates of a chain in another order: the key is that of the leaf, wherever it stands.',
    effect: 'Blocks are encrypted with the key of an authority, and no driver can open them.',
  },
  LongerChain: {
    bugType: 'FUNCTIONALITY',
    description: 'A chain of two or of four certificates.',
  },
  OtherExponent: {
    bugType: 'EDGE_CASE',
    description: 'A leaf whose public exponent is not 65537.',
  },
  OtherKeyLength: {
    bugType: 'FUNCTIONALITY',
    description: 'A leaf that holds an RSA key of another length than 2048 bits.',
  },
  OtherKeyType: {
    bugType: 'FUNCTIONALITY',
    description: 'A leaf that holds no RSA key.',
  },
  TrailingBytes: {
    bugType: 'FUNCTIONALITY',
    description: 'Bytes behind the chain, within the size that the driver reports.',
  },
  Truncated: {
    bugType: 'MISSING_STEP',
    description: 'A chain that is cut off.',
  },
  NotACertificate: {
    bugType: 'MISSING_STEP',
    description: 'Bytes that hold no certificate.',
  },
} as const satisfies Readonly<Record<string, Note>>;

export type Flag = keyof typeof notes;

/** All flags, in the order in which notes are listed. */
export const flagNames = Object.keys(notes) as readonly Flag[];
