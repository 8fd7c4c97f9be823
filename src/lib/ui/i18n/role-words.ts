import type { AccessMessages } from './access-nl.ts';

/** What the holder of a role can do, in words; the role's own name where it is one we do not know. */
export function roleWords(role: string, text: AccessMessages): string {
	switch (role) {
		case 'executive':
			return text.roleExecutive;
		case 'manager':
			return text.roleManager;
		case 'admin':
			return text.roleAdmin;
		case 'auditor':
			return text.roleAuditor;
		default:
			return role;
	}
}
