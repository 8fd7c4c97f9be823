/** Whether people can log in at their own organisation, and what that is called. */
export type SignOn = Readonly<{ isOn: boolean; label: string }>;

/** Reads `GET /api/sign-on`; throws where it is something else. */
export function readSignOn(json: unknown): SignOn {
	if (typeof json !== 'object' || json === null || !('isOn' in json)) throw new Error('isOn: is missing');
	const label = 'label' in json && typeof json.label === 'string' ? json.label : '';
	return { isOn: json.isOn === true, label };
}

/** Somebody who was invited, or who gets a new password; `email` is null where they say it themselves, as the first of all. */
export type Welcome = Readonly<{
	name: string;
	email: string | null;
	roles: readonly string[];
	isNewPassword: boolean;
}>;

/** Reads `POST /api/welcome`; throws where it is something else. */
export function readWelcome(json: unknown): Welcome {
	if (typeof json !== 'object' || json === null || !('email' in json)) throw new Error('email: is missing');
	if (typeof json.email !== 'string' && json.email !== null) throw new Error('email: must be a text or null');
	return {
		name: 'name' in json && typeof json.name === 'string' ? json.name : '',
		email: json.email,
		roles: 'roles' in json && Array.isArray(json.roles) ? json.roles.filter((role) => typeof role === 'string') : [],
		isNewPassword: 'isNewPassword' in json && json.isNewPassword === true
	};
}
