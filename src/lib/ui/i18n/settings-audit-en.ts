import type { settingsAuditNl } from './settings-audit-nl.ts';

/** What the page of the audit says, in English. */
export const settingsAuditEn: typeof settingsAuditNl = {
	auditKind: 'What',
	auditAll: 'everything',
	auditKind_settings: 'Settings',
	auditKind_message: 'Messages',
	auditKind_person: 'People',
	auditKind_key: 'Keys',
	auditKind_webhook: 'Webhook secrets',
	auditKind_display: 'Screens',
	auditKind_session: 'Logging in',
	auditKind_subject: 'Personal data',
	auditWho: 'Who',
	auditEveryone: 'everybody',
	auditFilter: 'Show',
	auditWhen: 'When',
	auditAction: 'Action',
	auditSubject: 'About',
	auditDetails: 'Details',
	auditNone: 'There is nothing that fits this.',
	auditMore: 'Show older ones',
	auditCsv: 'Download as CSV'
};
