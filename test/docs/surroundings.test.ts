import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './markdown.js';

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function readAll(folder: string): string {
  return readdirSync(join(ROOT, folder))
    .map((name) => read(`${folder}/${name}`))
    .join('\n');
}

function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];
}

describe('docs/setup.md', () => {
  const setup = read('docs/setup.md');

  test('names every secret and variable that a workflow reads', () => {
    const names = matches(readAll('.github/workflows'), /\b(?:secrets|vars)\.(\w+)/g);
    expect(names).not.toEqual([]);
    for (const name of names) expect(setup).toContain(`\`${name}\``);
  });

  test('names every variable that the App reads', () => {
    const names = matches(read('src/app/read-settings.ts'), /\benvironment\.([A-Z_]+)/g);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(setup).toContain(`\`${name}\``);
  });

  test('names every permission of app.yml with its level', () => {
    const permissions = [...read('app.yml').matchAll(/^ {2}(\w+): (read|write)\b/gm)];
    expect(permissions.length).toBeGreaterThan(5);
    for (const [, name = '', level = ''] of permissions) {
      const words = name.replaceAll('_', ' ');
      const row = new RegExp(`^\\| ${words}(?: \\([a-z]+\\))? \\| ${level} \\|$`, 'im');
      expect(`${name} ${row.test(setup)}`).toBe(`${name} true`);
    }
  });

  test('the workflow for many accounts gives both Actions what the two workflows of their own give them', () => {
    const inputs = (text: string): string[] =>
      matches(text, /^ {10}([a-z-]+): \$\{\{ (?:steps|inputs|vars)\./gm).sort();
    const [, provision = '', expire = ''] = read('docs/workflows/access-by-target.yml').split(
      /uses: acme\/lapse\/action\//,
    );
    for (const [name, text] of Object.entries({ provision, expire })) {
      const own = read(`.github/workflows/access-${name}.yml`).split(`uses: ./action/${name}`)[1] ?? '';
      expect(inputs(own).length).toBeGreaterThan(2);
      expect(inputs(text)).toEqual(inputs(own));
      expect(text).toMatch(/targets: \$\{\{ matrix\.target \}\}/);
    }
  });

  test('names every workflow for access', () => {
    const workflows = readdirSync(join(ROOT, '.github/workflows')).filter((name) => name.startsWith('access-'));
    expect(workflows).toHaveLength(3);
    for (const name of workflows) expect(setup).toContain(`\`${name.replace('.yml', '')}\``);
  });
});

describe('docs/aws.md', () => {
  test('names exactly the calls that the provider makes', () => {
    const calls = matches(readAll('src/providers/aws-iam'), /new (?:sts\.)?(\w+)Command\(/g).sort();
    const named = matches(read('docs/aws.md'), /^\| `(?:iam|sts):(\w+)` \|/gm).sort();
    expect(named).toEqual(calls);
  });

  test('names every action that takes the floor away', () => {
    const list = /WINDOW_BREAKERS = \[([^\]]+)\]/.exec(read('src/providers/aws-iam/entitlements.ts'))?.[1] ?? '';
    const actions = matches(list, /'(iam:\w+)'/g);
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) expect(read('docs/aws.md')).toContain(`\`${action}\``);
  });

  test('its policy allows exactly the IAM calls', () => {
    const calls = matches(readAll('src/providers/aws-iam'), /new (\w+)Command\(/g).filter((name) => name !== 'STS');
    const policies = [...read('docs/aws.md').matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
      ([, text = '']) => JSON.parse(text) as { Statement: { Action?: string | string[] }[] },
    );
    const actions = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action = [] }) => Action));
    const ofIam = actions.filter((action) => action.startsWith('iam:')).map((action) => action.slice('iam:'.length));
    expect(ofIam.sort()).toEqual(calls.filter((name) => /(?:User|Role)Policy$|Account/.test(name)).sort());
  });
});
