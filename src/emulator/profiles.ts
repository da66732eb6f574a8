// OAEP parameters by name. The first is the documented one of OPM.

export const hashNames = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
export type HashName = (typeof hashNames)[number];

/** Output length in bytes, hLen of RFC 8017. */
export const hashBytes: Readonly<Record<HashName, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** Parameters of RSAES-OAEP (RFC 8017, section 7.1). */
export interface OaepParameters {
  readonly hash: HashName;
  readonly mgfHash: HashName;
  /** The label L. */
  readonly label: string;
}

export const profiles = {
  'opm-sha512': { hash: 'sha512', mgfHash: 'sha512', label: '' },
  'oaep-sha256': { hash: 'sha256', mgfHash: 'sha256', label: '' },
  'oaep-sha1': { hash: 'sha1', mgfHash: 'sha1', label: '' },
} as const satisfies Readonly<Record<string, OaepParameters>>;

export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as readonly ProfileName[];
