import type { AuditRow } from '../../src/audit/audit-row.js';
import type { Finding } from '../../src/audit/finding.js';
import type { PageRow } from '../../src/render/html/page-data.js';
import { toPageRows } from '../../src/render/html/page-rows.js';
import { aRow } from '../render/html/audit-report.js';

export function pageRows(parts: readonly Partial<AuditRow>[], findings: readonly Finding[] = []): readonly PageRow[] {
  return toPageRows(parts.map(aRow), findings);
}
