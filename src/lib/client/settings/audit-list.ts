import type { AuditPage } from '#lib/protocol/audit-page.ts';
import { checked } from './message-list.ts';

/** Reads it; throws where it is something else. */
export function readAudit(json: unknown): AuditPage {
	return checked<AuditPage>(json, 'entries');
}
