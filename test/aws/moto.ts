import process from 'node:process';

/** The account that moto answers for. */
export const ACCOUNT = '123456789012';

/** Where `scripts/test-aws.js` has started moto. Throws where it has not. */
export function motoUrl(): string {
  const url = process.env['MOTO_URL'];
  if (url === undefined || url === '') throw new Error('MOTO_URL is not set: run `npm run test:aws`');
  return url;
}

/** Forgets every user and role (https://docs.getmoto.org/en/latest/docs/server_mode.html#reset-api). */
export async function resetMoto(): Promise<void> {
  const { status } = await fetch(`${motoUrl()}/moto-api/reset`, { method: 'POST' });
  if (status !== 200) throw new Error(`moto answered its reset with ${status}`);
}
