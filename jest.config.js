import { availableParallelism } from 'node:os';

/** Jest runs the TypeScript sources as ES modules; the type check is `npm run types`. */
export default {
  testEnvironment: 'node',
  // nock keeps its interceptors on the global object from one test file to the next.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  testTimeout: 20_000,
  // Jest's own choice leaves one core free, which on two is half of them. Most suites wait for processes of theirs, so there
  // is work for more workers than cores; of percentages Jest takes none above 100.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // git is started thousands of times, and to start a process takes the longer the more memory a worker holds.
  workerIdleMemoryLimit: '300MB',
  testSequencer: '<rootDir>/test/long-first.js',
  reporters: ['default', '<rootDir>/test/contract/reporter.js', '<rootDir>/test/hostile/reporter.js'],
};
