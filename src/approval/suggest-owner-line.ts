/** The line of CODEOWNERS that would give a path an owner: that of its folder, with a team to fill in. */
export function suggestOwnerLine(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const depth = folders[0] === 'access' ? 2 : 1;
  const pattern = folders.length === 0 ? `/${path}` : `/${folders.slice(0, depth).join('/')}/`;
  return `${pattern} @your-org/your-team`;
}
