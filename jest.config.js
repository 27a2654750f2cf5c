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
  reporters: ['default', '<rootDir>/test/contract/reporter.js'],
};
