export * from '../plan/run-report.js';
