/**
 * Words that passwords of this trade, this country and everywhere else are made of. A password that is one or two of them with
 * digits and signs around is among the first that are tried, however long it is. Our own collection, not a list of leaked ones:
 * those are nearly all shorter than the least length asked for.
 */
export const commonWords: readonly string[] = [
	...['password', 'passwort', 'wachtwoord', 'motdepasse', 'passphrase', 'passcode', 'passw', 'welcome', 'welkom'],
	...['willkommen', 'bienvenue', 'letmein', 'openup', 'opensesame', 'changeme', 'changethis', 'changeit', 'verander'],
	...['secret', 'geheim', 'topsecret', 'private', 'iloveyou', 'ikhouvanjou', 'ichliebedich', 'jetaime', 'loveyou'],
	...['administrator', 'administrateur', 'admin', 'superuser', 'manager', 'root', 'guest', 'default', 'temporary'],
	...['tijdelijk', 'test', 'testing', 'demo', 'user', 'login', 'access', 'toegang', 'master', 'supervisor', 'office'],
	...['qwerty', 'qwertyuiop', 'azerty', 'qwertz', 'asdfgh', 'asdfghjkl', 'zxcvbn', 'zxcvbnm', 'qazwsx', 'qazwsxedc'],
	...['trustno', 'whatever', 'superman', 'batman', 'spiderman', 'starwars', 'pokemon', 'princess', 'sunshine'],
	...['football', 'voetbal', 'baseball', 'basketball', 'hockey', 'feyenoord', 'ajax', 'liverpool', 'barcelona'],
	...['chocolate', 'butterfly', 'monkey', 'dragon', 'shadow', 'computer', 'internet', 'samsung', 'google', 'microsoft'],
	...[
		'michael',
		'jennifer',
		'jessica',
		'charlie',
		'daniel',
		'thomas',
		'jordan',
		'hallo',
		'hello',
		'world',
		'goedemorgen'
	],
	...['spring', 'summer', 'autumn', 'winter', 'lente', 'zomer', 'herfst', 'voorjaar', 'najaar'],
	...[
		'january',
		'february',
		'march',
		'april',
		'june',
		'july',
		'august',
		'september',
		'october',
		'november',
		'december'
	],
	...['januari', 'februari', 'maart', 'juni', 'juli', 'augustus', 'oktober', 'maandag', 'dinsdag', 'woensdag'],
	...['donderdag', 'vrijdag', 'zaterdag', 'zondag', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
	...['sunday', 'amsterdam', 'rotterdam', 'utrecht', 'nederland', 'holland', 'netherlands', 'belgium', 'belgie'],
	...['callcenter', 'callcentre', 'contactcenter', 'contactcentre', 'klantcontact', 'klantenservice', 'klant'],
	...['helpdesk', 'servicedesk', 'customer', 'support', 'service', 'telefoon', 'telephone', 'dashboard', 'wallboard'],
	...['bereik', 'company', 'bedrijf', 'incorrect', 'correcthorsebatterystaple', 'correct', 'forgot', 'vergeten']
];

/** Rows of keys and of the alphabet, as fingers walk along them. */
export const keyRows: readonly string[] = [
	'abcdefghijklmnopqrstuvwxyz',
	'01234567890',
	'qwertyuiop',
	'asdfghjkl',
	'zxcvbnm',
	'azertyuiop',
	'qsdfghjklm',
	'qwertzuiop',
	'!@#$%^&*()',
	'1qaz2wsx3edc4rfv5tgb6yhn7ujm',
	'qazwsxedcrfvtgbyhnujm'
];
