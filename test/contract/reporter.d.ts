/** What reporter.js is, for its test: Jest loads a reporter as it stands, so that is no TypeScript. */
export default class ContractReporter {
  constructor(
    config: {
      readonly testPathPatterns: { readonly patterns: readonly string[] };
      readonly testNamePattern?: string;
      readonly onlyChanged: boolean;
      readonly findRelatedTests: boolean;
      readonly shard?: object;
    },
    options?: { readonly kept?: string },
  );
  onRunStart(): void;
  onRunComplete(): void;
  getLastError(): Error | undefined;
}
