/** What a path of the repository means to Lapse (design §3). */
export type AccessPath =
  | RequestPath
  | { readonly kind: 'roles'; readonly system: string }
  | { readonly kind: 'people' }
  | { readonly kind: 'config' }
  | { readonly kind: 'codeowners' }
  /** `.github/**` and `action/**`: what runs, and so a policy file. */
  | { readonly kind: 'automation' }
  /** Below `access/` (in any case), but nothing that Lapse knows: an error, never ignored. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Nothing of ours. `README.md` and `.gitkeep` below `access/` are this too. */
  | { readonly kind: 'other' };

export interface RequestPath {
  readonly kind: 'request';
  readonly system: string;
  /** The beneficiary's GitHub login, lower-case. */
  readonly login: string;
  /** The file's name without `.yaml`. */
  readonly name: string;
  /** `<system>/<login>/<name>`: the request's name, and its grant's. */
  readonly grant: string;
}
