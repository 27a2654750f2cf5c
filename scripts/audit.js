/**
 * Asks the registry which of our packages have known holes: `npm run audit`. Each advisory has to be explained in
 * explained-advisories.json, until a day at which somebody has to look again. Exit code 1 where one is not; 0 with a line that
 * begins with SKIPPED where the registry gives no answer, so that its outage holds up no change (Dependabot asks besides).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXPLAINED = process.argv[2] ?? fileURLToPath(new URL('explained-advisories.json', import.meta.url));
const ANSWER_MILLISECONDS = 60_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * @typedef {{ id: string, package: string, range: string, severity: string, title: string, url: string }} Advisory
 * @typedef {{ id: string, package: string, reason: string, until: string }} Explanation
 */

/**
 * The advisories themselves, each once; npm repeats one for every package that leads to it.
 * @param {any} report of `npm audit --json`, version 2
 * @returns {Advisory[]}
 */
function listAdvisories(report) {
  /** @type {Map<string, Advisory>} */
  const found = new Map();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const cause of via) {
      // A string names the package through which it comes, which has an entry of its own.
      if (typeof cause === 'string') continue;
      const { name, range, severity, title, url } = cause;
      const id = String(url).split('/').at(-1) ?? '';
      found.set(`${id} ${name}`, { id, package: name, range, severity, title, url });
    }
  }
  return [...found.values()];
}

/**
 * What is wrong with the list itself.
 * @param {Explanation} one
 */
function faultOf({ id, package: name, reason, until }) {
  const texts = [id, name, reason, until];
  if (texts.some((text) => typeof text !== 'string' || text.trim() === ''))
    return 'needs id, package, reason and until';
  return DAY.test(until) && !Number.isNaN(Date.parse(until)) ? null : `until is no day: ${until}`;
}

/**
 * npm's answer; null, and why, where it has none.
 * @returns {{ report: any, why: string }}
 */
function ask() {
  const options = {
    cwd: ROOT,
    encoding: /** @type {const} */ ('utf8'),
    timeout: ANSWER_MILLISECONDS,
    maxBuffer: 2 ** 26,
  };
  // Also where NODE_ENV or a setting of npm would leave the tools of development out: they run in CI too.
  const { stdout, stderr, error } = spawnSync(
    'npm',
    ['audit', '--json', '--include=dev', '--include=optional'],
    options,
  );
  try {
    const report = JSON.parse(stdout);
    if (report.auditReportVersion === 2 && report.vulnerabilities) return { report, why: '' };
    return { report: null, why: report.message ?? report.error?.summary ?? 'its answer has another form' };
  } catch {
    return { report: null, why: error?.message ?? stderr.trim().split('\n').at(-1) ?? 'no answer' };
  }
}

function main() {
  /** @type {Explanation[]} */
  const explained = JSON.parse(readFileSync(EXPLAINED, 'utf8'));
  const today = new Date().toISOString().slice(0, 10);
  const faults = explained.flatMap((one, index) => {
    const fault = faultOf(one);
    if (fault !== null) return [`explanation ${index + 1} ${fault}`];
    return one.until < today ? [`the explanation of ${one.id} was good until ${one.until}: look again`] : [];
  });
  // A list that is not in order explains nothing, whatever the registry says.
  if (faults.length > 0) return fail(faults);
  const { report, why } = ask();
  if (report === null) {
    const skipped = `SKIPPED: the registry was not heard about known holes: ${why}`;
    console.log(skipped);
    // Nobody reads the log of a run that passes, but its annotations are on its page.
    if (process.env.GITHUB_ACTIONS === 'true') console.log(`::warning::${skipped.replace(/\s+/g, ' ')}`);
  } else {
    const found = listAdvisories(report);
    const isOf =
      (/** @type {Advisory} */ { id, package: name }) =>
      (/** @type {Explanation} */ one) =>
        one.id === id && one.package === name;
    for (const one of found) {
      const reason = explained.find(isOf(one))?.reason;
      const line = `${one.severity}: ${one.package} ${one.range}: ${one.title} (${one.url})`;
      if (reason === undefined) faults.push(line);
      else console.log(`explained: ${line}: ${reason}`);
    }
    for (const one of explained) {
      if (!found.some((advisory) => isOf(advisory)(one)))
        console.log(`not needed any more: ${one.id} of ${one.package}`);
    }
    console.log(`${found.length} advisories, ${explained.length} explained`);
  }
  return fail(faults);
}

/** @param {readonly string[]} faults */
function fail(faults) {
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}

process.exitCode = main();
