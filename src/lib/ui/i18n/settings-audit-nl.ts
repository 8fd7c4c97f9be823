/** What the page of the audit says, in Dutch. */
export const settingsAuditNl = {
	auditKind: 'Wat',
	auditAll: 'alles',
	auditKind_settings: 'Instellingen',
	auditKind_message: 'Berichten',
	auditKind_person: 'Mensen',
	auditKind_key: 'Sleutels',
	auditKind_webhook: 'Webhookgeheimen',
	auditKind_display: 'Schermen',
	auditKind_session: 'Inloggen',
	auditKind_subject: 'Persoonsgegevens',
	auditWho: 'Wie',
	auditEveryone: 'iedereen',
	auditFilter: 'Toon',
	auditWhen: 'Wanneer',
	auditAction: 'Handeling',
	auditSubject: 'Betreft',
	auditDetails: 'Bijzonderheden',
	auditNone: 'Er is niets dat hieraan voldoet.',
	auditMore: 'Toon oudere',
	auditCsv: 'Download als CSV'
};
