/**
 * The arrows of design §4. `npm run arrows` holds them, and test/arrows.test.ts proves that a broken one is found.
 * Parsed with swc, because TypeScript 7 has no programming interface that dependency-cruiser can use; swc sees
 * type-only and dynamic imports alike, and so do these rules: a pure room may not even name an adapter's types.
 */

const PURE = '^src/(access|approval|plan|evidence|audit|render)/';

/** Packages that compute and do nothing else. Every other one is somebody's network. */
const PURE_PACKAGES = 'node_modules/(ajv|ajv-formats|js-yaml|cli-table3|csv-stringify|markdown-table)/';

/** Parts of Node that touch neither disk, network, process nor clock. */
const PURE_NODE = '^(node:)?(util|crypto|buffer|url|path|string_decoder)$';

const ADAPTER_PACKAGES = 'node_modules/(@octokit|@actions|@aws-sdk|@smithy|probot)/';

/** The ports: types that stand in the room of their adapter, and hold no I/O. */
const PORTS = '^src/(git/repository|github/github|providers/provider)\\.ts$';

function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

export default {
  forbidden: [
    forbid(
      'no-cycles',
      'Two files that need each other are one. The objects of a GraphQL schema refer to each other by their nature.',
      { pathNot: '^sandbox/github/graphql/' },
      { circular: true },
    ),
    forbid('resolvable', 'An import must lead somewhere.', {}, { couldNotResolve: true }),
    forbid(
      'access-knows-only-itself',
      'access/ turns bytes into requests and policy; everything else builds on it.',
      { path: '^src/access/' },
      { path: '^src/', pathNot: '^src/access/' },
    ),
    forbid(
      'approval-knows-only-access',
      'approval/ decides from facts.',
      { path: '^src/approval/' },
      { path: '^src/', pathNot: '^src/(access|approval)/' },
    ),
    forbid(
      'plan-knows-only-access',
      'plan/ is arithmetic on entitlements.',
      { path: '^src/plan/' },
      { path: '^src/', pathNot: '^src/(access|plan)/' },
    ),
    forbid(
      'evidence-knows-no-story',
      'evidence/ turns facts into records and records into facts.',
      { path: '^src/evidence/' },
      { path: '^src/', pathNot: '^src/(access|approval|plan|evidence)/' },
    ),
    forbid(
      'audit-knows-no-story',
      'audit/ holds records to the history.',
      { path: '^src/audit/' },
      { path: '^src/', pathNot: '^src/(access|approval|plan|evidence|audit)/' },
    ),
    forbid(
      'render-knows-only-pure-rooms',
      'render/ writes down decisions, plans and the data of a run.',
      { path: '^src/render/' },
      { path: '^src/', pathNot: ['^src/(access|approval|plan|evidence|audit|render)/', '^src/github/github\\.ts$'] },
    ),
    forbid(
      'page-runs-in-a-browser',
      "page/ is the script of the HTML report: it knows how that is written, and nothing of Node's.",
      { path: '^src/page/' },
      { path: ['^src/', 'node_modules/'], pathNot: '^src/(page|access|render)/' },
    ),
    forbid(
      'page-alone',
      'What runs in a browser is built into a file; nothing imports it.',
      { path: '^(src|action)/', pathNot: '^src/page/' },
      { path: '^src/page/' },
    ),
    forbid(
      'pure-rooms-no-packages-that-act',
      'The pure rooms import no Octokit, no SDK, no Action (law 12).',
      { path: PURE },
      { path: 'node_modules/', pathNot: PURE_PACKAGES },
    ),
    forbid(
      'pure-rooms-no-io',
      'The pure rooms touch no disk, network, process or clock (law 12).',
      { path: PURE },
      { dependencyTypes: ['core'], pathNot: PURE_NODE },
    ),
    forbid('page-no-node', 'A browser has none of it.', { path: '^src/page/' }, { dependencyTypes: ['core'] }),
    forbid(
      'providers-know-nothing-of-github',
      'A provider is told what to hold, and by nobody in particular.',
      { path: '^src/providers/' },
      {
        path: ['^src/', '^action/', 'node_modules/(@octokit|@actions|probot)/'],
        pathNot: '^src/(access|plan|providers)/',
      },
    ),
    forbid(
      'adapters-know-no-story',
      'git/ and github/ answer; use-cases/ ask.',
      { path: '^src/(git|github)/' },
      { path: '^src/(use-cases|app|cli|providers|render|plan)/' },
    ),
    forbid(
      'use-cases-know-ports-only',
      'A story is told with ports: whoever starts it gives the adapters in.',
      { path: '^src/use-cases/' },
      { path: ['^src/(git|github|providers|app|cli)/', '^action/', ADAPTER_PACKAGES], pathNot: PORTS },
    ),
    forbid(
      'app-alone',
      'The App, the command line and the Actions do not need each other.',
      { path: '^src/app/' },
      { path: '^(src/cli|action)/' },
    ),
    forbid(
      'cli-alone',
      'The App, the command line and the Actions do not need each other.',
      { path: '^src/cli/' },
      { path: '^(src/app|action)/' },
    ),
    forbid(
      'action-alone',
      'The App, the command line and the Actions do not need each other.',
      { path: '^action/' },
      { path: '^src/(app|cli)/' },
    ),
    forbid(
      'shipped-code-alone',
      'Nothing that ships imports what does not.',
      { path: '^(src|action)/' },
      { path: ['^(sandbox|test|scripts)/'] },
    ),
    forbid(
      'shipped-code-no-dev-packages',
      'What ships needs its packages where it runs.',
      { path: '^(src|action)/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'sandbox-is-not-ours',
      'A sandbox that shared code with what it tests would agree with its mistakes. Only the demo may look inside.',
      { path: '^sandbox/', pathNot: '^sandbox/demo' },
      { path: '^(src|action)/' },
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^action/dist/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
